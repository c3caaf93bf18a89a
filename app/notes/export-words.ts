import { getFormatter, getTranslations } from 'next-intl/server';
import type { ExportWords } from '@/db/notes/export/export-text';
import type { ExportedNote } from '@/db/notes/export/exported-note';

/** The words of an exported file in the language of the request. */
export async function exportWords({ id, revision, version }: ExportedNote): Promise<ExportWords> {
  const t = await getTranslations('notes.export');
  const writing = await getTranslations('writing');
  const format = await getFormatter();
  const time = (at: number) => format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short' });
  const when = time(Date.now());
  return {
    origin:
      version === null
        ? t('origin', { id, revision, when })
        : t('originVersion', { id, revision, version, when }),
    cell: (place) => writing('cellPlace', { place }),
    warning: (cells) => t('warning', { cells }),
    stale: {
      not_run: t('stale.not_run'),
      failed: t('stale.failed'),
      edited: t('stale.edited'),
      upstream_changed: t('stale.upstream_changed'),
      data_changed: t('stale.data_changed'),
    },
    seen: ({ rows, createdBy, createdAt, truncated }) =>
      t(truncated ? 'seenCut' : 'seen', { rows, name: createdBy, when: time(createdAt) }),
    shown: (rows) => t('shown', { rows }),
  };
}
