'use client';

import { AppShell, AppShellHeader, AppShellMain, AppShellNavbar, Burger } from '@mantine/core';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { Person } from '../session/person';
import classes from './app-frame.module.css';
import { Brand } from './brand';
import { JumpButton } from './jump-button';
import { JumpDialog } from './jump-dialog';
import { MainNavigation } from './main-navigation';
import { PersonBanner } from './person-banner';
import { Preferences } from './preferences';
import { ShortcutDialog } from './shortcut-dialog';
import { useShortcuts } from './use-shortcuts';

/** What surrounds every page: navigation at the left, above 62em; a bar with a menu button below it. */
export function AppFrame({ person, children }: { person: Person; children: ReactNode }) {
  const t = useTranslations('shell');
  const pathname = usePathname();
  // The menu belongs to the page it was opened on, so that going to another one closes it.
  const [openOn, setOpenOn] = useState<string | null>(null);
  const isOpen = openOn === pathname;
  const [shown, setShown] = useState<'jump' | 'keys'>();
  const close = () => setShown(undefined);
  const jump = () => setShown('jump');
  useShortcuts({ onJump: jump, onHelp: () => setShown('keys') });
  return (
    <AppShell
      padding={0}
      header={{ height: { base: 48, md: 0 } }}
      navbar={{ width: 200, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
    >
      <a className={classes.skip} href="#content">
        {t('skipToContent')}
      </a>
      <AppShellHeader hiddenFrom="md" className={classes.header}>
        <Burger
          opened={isOpen}
          onClick={() => setOpenOn(isOpen ? null : pathname)}
          size="sm"
          aria-label={t('openNavigation')}
        />
        <Link href="/" className={classes.brand}>
          <Brand />
        </Link>
        <JumpButton isSmall onClick={jump} />
      </AppShellHeader>
      <AppShellNavbar className={classes.navbar}>
        <Link href="/" className={`${classes.brand} mantine-visible-from-md`}>
          <Brand />
        </Link>
        <JumpButton onClick={jump} />
        <MainNavigation pathname={pathname} />
        <Preferences person={person} onKeys={() => setShown('keys')} />
      </AppShellNavbar>
      <AppShellMain id="content" tabIndex={-1} className={classes.main}>
        {person.id === null && <PersonBanner name={person.name} />}
        {children}
      </AppShellMain>
      {shown === 'jump' && <JumpDialog onClose={close} />}
      {shown === 'keys' && <ShortcutDialog onClose={close} />}
    </AppShell>
  );
}
