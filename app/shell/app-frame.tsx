'use client';

import {
  AppShell,
  AppShellAside,
  AppShellHeader,
  AppShellMain,
  AppShellNavbar,
  Burger,
  Skeleton,
} from '@mantine/core';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import paneClasses from '../notes/pane/note-pane.module.css';
import { OpenNoteContext, useNotePane } from '../notes/pane/use-note-pane';
import type { Person } from '../session/person';
import classes from './app-frame.module.css';
import { Brand } from './brand';
import { JumpButton } from './jump-button';
import { JumpDialog } from './jump-dialog';
import { MainNavigation } from './main-navigation';
import { NotePaneButton } from './note-pane-button';
import { PersonBanner } from './person-banner';
import { Preferences } from './preferences';
import { ShortcutDialog } from './shortcut-dialog';
import { useShortcuts } from './use-shortcuts';

// The editor comes when it is asked for: pages without it do not pay for it.
const NotePane = dynamic(() => import('../notes/pane/note-pane').then((file) => file.NotePane), {
  ssr: false,
  loading: () => <Skeleton height={320} m="sm" radius={4} />,
});

/**
 * What surrounds every page: navigation at the left and a note at the right, above 62em; a bar with a menu button, and the note over
 * the page, below it.
 */
export function AppFrame({ person, children }: { person: Person; children: ReactNode }) {
  const t = useTranslations('shell');
  const pathname = usePathname();
  // The menu belongs to the page it was opened on, so that going to another one closes it.
  const [openOn, setOpenOn] = useState<string | null>(null);
  const isOpen = openOn === pathname;
  const [shown, setShown] = useState<'jump' | 'keys'>();
  const close = () => setShown(undefined);
  const jump = () => setShown('jump');
  const pane = useNotePane();
  // A note that is open as a page is not written in two places.
  const canOpen = !pathname.startsWith('/notes');
  const isNoteShown = pane.isOpen && canOpen;
  const toggleNote = () => (pane.isOpen ? pane.close() : pane.open());
  useShortcuts({ onJump: jump, onHelp: () => setShown('keys'), onNote: canOpen ? toggleNote : undefined });
  return (
    <AppShell
      padding={0}
      header={{ height: { base: 48, md: 0 } }}
      navbar={{ width: 200, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
      aside={isNoteShown ? { width: pane.width, breakpoint: 'md' } : undefined}
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
        {canOpen && <NotePaneButton isSmall isOpen={isNoteShown} onClick={toggleNote} />}
      </AppShellHeader>
      <AppShellNavbar className={classes.navbar}>
        <Link href="/" className={`${classes.brand} mantine-visible-from-md`}>
          <Brand />
        </Link>
        <JumpButton onClick={jump} />
        {canOpen && <NotePaneButton isOpen={isNoteShown} onClick={toggleNote} />}
        <MainNavigation pathname={pathname} />
        <Preferences person={person} onKeys={() => setShown('keys')} />
      </AppShellNavbar>
      <AppShellMain
        id="content"
        tabIndex={-1}
        className={classes.main}
        data-covered={isNoteShown || undefined}
      >
        {person.id === null && <PersonBanner name={person.name} />}
        <OpenNoteContext value={isNoteShown ? pane.shown : undefined}>{children}</OpenNoteContext>
      </AppShellMain>
      {isNoteShown && (
        <AppShellAside className={paneClasses.pane} aria-label={t('note.pane')}>
          <NotePane pane={pane} />
        </AppShellAside>
      )}
      {shown === 'jump' && <JumpDialog onClose={close} />}
      {shown === 'keys' && <ShortcutDialog onClose={close} />}
    </AppShell>
  );
}
