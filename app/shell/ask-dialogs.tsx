'use client';

import { Button, Modal, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';

/** Asks for a text; `act` answers what is wrong with it, or undefined when done. */
export function TextDialog(props: {
  title: string;
  label: string;
  text?: string;
  action: string;
  isDangerous?: boolean;
  children?: React.ReactNode;
  /** Only this text is taken. */
  mustBe?: string;
  act: (text: string) => Promise<string | undefined>;
  onClose: () => void;
}) {
  const t = useTranslations('shell');
  const [text, setText] = useState(props.text ?? '');
  const [fault, setFault] = useState('');
  const [isPending, startTransition] = useTransition();
  const isReady = props.mustBe === undefined ? text.trim() !== '' : text.trim() === props.mustBe;
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      centered
      closeButtonProps={{ 'aria-label': t('cancel') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          startTransition(async () => {
            const wrong = await props.act(text.trim());
            if (wrong === undefined) props.onClose();
            else setFault(wrong);
          });
        }}
      >
        {props.children}
        <TextInput
          data-autofocus
          label={props.label}
          value={text}
          error={fault || undefined}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end', marginTop: 16 }}>
          <Button variant="default" onClick={props.onClose}>
            {t('cancel')}
          </Button>
          <Button
            type="submit"
            color={props.isDangerous ? 'red' : undefined}
            disabled={!isReady}
            loading={isPending}
          >
            {props.action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Asks whether to go on. */
export function ConfirmDialog(props: {
  title: string;
  action: string;
  children: React.ReactNode;
  act: () => Promise<string | undefined>;
  onClose: () => void;
}) {
  const t = useTranslations('shell');
  const [fault, setFault] = useState('');
  const [isPending, startTransition] = useTransition();
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      centered
      closeButtonProps={{ 'aria-label': t('cancel') }}
    >
      {props.children}
      {fault && <p role="alert">{fault}</p>}
      <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end', marginTop: 16 }}>
        <Button variant="default" onClick={props.onClose}>
          {t('cancel')}
        </Button>
        <Button
          data-autofocus
          color="red"
          loading={isPending}
          onClick={() =>
            startTransition(async () => {
              const wrong = await props.act();
              if (wrong === undefined) props.onClose();
              else setFault(wrong);
            })
          }
        >
          {props.action}
        </Button>
      </div>
    </Modal>
  );
}
