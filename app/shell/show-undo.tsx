'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** Milliseconds in which what was done can be taken back. */
const UNDO_MS = 10_000;

/** Tells what was done, with a button that takes it back. */
export function showUndo(message: string, label: string, undo: () => void): void {
  const notice = notifications.show({
    autoClose: UNDO_MS,
    message: (
      <>
        {message}{' '}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            undo();
            notifications.hide(notice);
          }}
        >
          {label}
        </Button>
      </>
    ),
  });
}
