'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useFormatter, useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import type { NoteVersion } from '@/db/notes/note-versions';
import type { CellVerdict } from '@/db/notes/verify-version';
import { tellNoteChangedHere } from './changes-here';
import classes from './notes.module.css';
import { restoreVersion, verifyVersion } from './version-actions';
import { VersionComparison } from './version-comparison';

/** The frozen versions of a note: each can be read, verified against today's data, and restored. */
export function NoteVersions({
  noteId,
  revision: newest,
  versions,
}: {
  noteId: number;
  /** The newest. */
  revision: number;
  versions: readonly NoteVersion[];
}) {
  const t = useTranslations('notes');
  const format = useFormatter();
  const router = useRouter();
  const [verified, setVerified] = useState<{ version: number; verdicts: CellVerdict[] }>();
  const [restoring, setRestoring] = useState<number>();
  const [busy, setBusy] = useState<number>();
  const [isPending, startTransition] = useTransition();
  const fail = (message: string) => notifications.show({ color: 'red', title: t('notDone'), message });
  const verify = (version: number) => {
    setBusy(version);
    startTransition(async () => {
      const answer = await verifyVersion({ noteId, version }).catch(() => ({ fault: t('unreachable') }));
      setBusy(undefined);
      if ('fault' in answer) fail(answer.fault);
      else setVerified({ version, verdicts: answer.verdicts });
    });
  };
  const restore = (version: number) =>
    startTransition(async () => {
      const fault = await restoreVersion({ noteId, version }).catch(() => ({ message: t('unreachable') }));
      setRestoring(undefined);
      if (fault) {
        fail(fault.message);
        return;
      }
      notifications.show({ message: t('restored', { version }) });
      tellNoteChangedHere(noteId);
      // A page of an old state shows no editor.
      router.push(`/notes/${noteId}`);
      router.refresh();
    });
  return (
    <>
      {versions.length === 0 && <p className="muted">{t('noVersions')}</p>}
      <ul className={classes.history}>
        {versions.map(({ version, revision, comment, createdBy, createdAt }) => (
          <li key={version}>
            <Link href={`/notes/${noteId}?version=${version}`}>{t('versionLine', { version })}</Link>
            <span>{comment}</span>
            <span className="muted">
              {t('frozenBy', {
                revision,
                name: createdBy,
                when: format.dateTime(new Date(createdAt), { dateStyle: 'medium', timeStyle: 'short' }),
              })}
            </span>
            <Button
              size="compact-xs"
              variant="default"
              loading={busy === version}
              disabled={isPending}
              onClick={() => verify(version)}
            >
              {t('verify')}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              disabled={isPending}
              aria-expanded={restoring === version}
              onClick={() => setRestoring(restoring === version ? undefined : version)}
            >
              {t('restore')}
            </Button>
            {restoring === version && (
              <p className={classes.stale}>
                {t('restoreHelp', { version })}{' '}
                <Button size="compact-xs" loading={isPending} onClick={() => restore(version)}>
                  {t('restoreVersion', { version })}
                </Button>
              </p>
            )}
          </li>
        ))}
      </ul>
      {verified && <Verdicts noteId={noteId} {...verified} />}
      {versions.length + newest > 1 && (
        <VersionComparison key={versions[0]?.version} noteId={noteId} revision={newest} versions={versions} />
      )}
    </>
  );
}

function Verdicts({
  noteId,
  version,
  verdicts,
}: {
  noteId: number;
  version: number;
  verdicts: CellVerdict[];
}) {
  const t = useTranslations('notes');
  const writing = useTranslations('writing');
  const isSame = verdicts.every(({ verdict }) => verdict === 'same');
  return (
    <div role="status" className={classes.verified} data-same={isSame || undefined}>
      <strong>{t(isSame ? 'allSame' : 'notAllSame', { version, count: verdicts.length })}</strong>
      <ul className={classes.verdicts}>
        {verdicts.map(({ cellUid, name, place, sql, verdict, rowsBefore, rowsNow = 0, change, message }) => (
          <li key={cellUid}>
            <strong>{t(`verdict.${verdict}`)}</strong>{' '}
            <Link href={`/notes/${noteId}?version=${version}#cell-${cellUid}`} title={sql} className="mono">
              {name || writing('cellPlace', { place })}
            </Link>{' '}
            {verdict === 'failed' && message}
            {verdict === 'same' && t('rowsSame', { count: rowsNow })}
            {change &&
              t(change.columnsDiffer ? 'columnsDiffer' : change.isReordered ? 'reordered' : 'rowsDiffer', {
                before: rowsBefore,
                now: rowsNow,
                added: change.added,
                removed: change.removed,
                changed: change.changed,
              })}
          </li>
        ))}
      </ul>
    </div>
  );
}
