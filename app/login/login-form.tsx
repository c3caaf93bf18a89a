'use client';

import { Button, PasswordInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useState } from 'react';

/** Takes the token, then shows the page that was asked for. */
export function LoginForm() {
  const t = useTranslations('login');
  const [isWrong, setWrong] = useState(false);
  // Before the page's script runs the browser would send the form by itself.
  const [isReady, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const response = await fetch('/api/login', { method: 'POST', body: new FormData(event.currentTarget) });
    if (response.ok) window.location.reload();
    else setWrong(true);
  };
  return (
    <form
      method="post"
      onSubmit={submit}
      style={{ display: 'flex', gap: 8, alignItems: 'flex-start', maxWidth: 420 }}
    >
      <PasswordInput
        name="token"
        aria-label={t('token')}
        placeholder={t('token')}
        error={isWrong && t('wrong')}
        required
        autoFocus
        autoComplete="current-password"
        style={{ flex: 1 }}
      />
      <Button type="submit" size="sm" disabled={!isReady}>
        {t('submit')}
      </Button>
    </form>
  );
}
