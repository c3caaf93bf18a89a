'use client';

import { IconDownload } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { Fragment, useState } from 'react';
import type { ArtifactRow } from '@/db/queries/run';
import { bytes } from '../../format/quantities';
import { ScrollX } from '../../shell/scroll-x';
import { CopyIcon } from '../copy-icon';
import classes from '../facts.module.css';
import { PreviewView } from './preview-view';

/** Files of a run, with their downloads and a look at their beginnings. */
export function ArtifactTable({ runId, rows }: { runId: number; rows: ArtifactRow[] }) {
  const t = useTranslations('run');
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (id: number) =>
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return (
    <ScrollX label={t('artifacts')}>
      <table className="data-table" data-testid="artifacts">
        <thead>
          <tr>
            <th>{t('file')}</th>
            <th className="number">{t('size')}</th>
            <th>{t('mediaType')}</th>
            <th>SHA-256</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Fragment key={row.id}>
              <tr>
                <td className={classes.filePath}>
                  <button
                    type="button"
                    className={`mono ${classes.linkButton}`}
                    aria-expanded={open.has(row.id)}
                    title={row.path}
                    onClick={() => toggle(row.id)}
                  >
                    <bdi>{row.path}</bdi>
                  </button>
                </td>
                <td className="number">{bytes(row.sizeBytes)}</td>
                <td className={`muted ${classes.cut}`} title={row.mediaType}>
                  {row.mediaType}
                </td>
                <td className="nowrap">
                  <span className="mono muted" title={row.sha256}>
                    {row.sha256.slice(0, 12)}
                  </span>{' '}
                  <CopyIcon text={row.sha256} label={t('copyHash')} />
                </td>
                <td className="number">
                  <a
                    href={`/api/runs/${runId}/artifacts/${row.id}`}
                    download
                    style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}
                  >
                    <IconDownload size={14} aria-hidden />
                    {t('download')}
                  </a>
                </td>
              </tr>
              {open.has(row.id) && (
                <tr>
                  <td colSpan={5}>
                    <PreviewView runId={runId} artifact={row} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
