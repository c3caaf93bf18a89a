'use client';

import { Box } from '@mantine/core';
import type { ReactNode } from 'react';

/** What is wider than the page scrolls sideways here, also by keyboard. */
export function ScrollX({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box className="scroll-x" role="region" aria-label={label} tabIndex={0}>
      {children}
    </Box>
  );
}
