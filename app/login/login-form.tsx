'use client';

import { Button, PasswordInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';

/** Takes the token, then goes on to the path `next`. */
export function LoginForm({ next }: { next: string }) {
  const t = useTranslations('login');
  const [isWrong, setWrong] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const response = await fetch('/api/login', { method: 'POST', body: new FormData(event.currentTarget) });
    if (response.ok) window.location.assign(next);
    else setWrong(true);
  };
  return (
    <form onSubmit={submit} style={{ display: 'flex', gap: 8, alignItems: 'flex-start', maxWidth: 420 }}>
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
      <Button type="submit" size="sm">
        {t('submit')}
      </Button>
    </form>
  );
}
