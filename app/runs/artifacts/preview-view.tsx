'use client';

import { Skeleton } from '@mantine/core';
import Image from 'next/image';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { ArtifactRow } from '@/db/queries/run';
import { bytes, shape } from '../../format/quantities';
import { ScrollBox } from '../../shell/scroll-box';
import classes from '../facts.module.css';
import type { ArtifactPreview } from './preview';

type Answer = { preview: ArtifactPreview } | { fault: string };

/** The beginning of a file, read when it is opened. */
export function PreviewView({ runId, artifact }: { runId: number; artifact: ArtifactRow }) {
  const t = useTranslations('run');
  const [answer, setAnswer] = useState<Answer>();
  const address = `/api/runs/${runId}/artifacts/${artifact.id}`;
  useEffect(() => {
    const closing = new AbortController();
    readPreview(`${address}/preview`, closing.signal).then((next) => next && setAnswer(next));
    return () => closing.abort();
  }, [address]);
  if (!answer) return <Skeleton height={120} radius={4} />;
  if ('fault' in answer) return <p role="alert">{answer.fault}</p>;
  const { preview } = answer;
  switch (preview.kind) {
    case 'none':
      return <p className="muted">{t('noPreview')}</p>;
    case 'image':
      return <Image src={address} alt={artifact.path} width={640} height={360} className={classes.picture} />;
    case 'text':
      return (
        <Cut isWhole={preview.isWhole}>
          <ScrollBox label={artifact.path}>
            <pre className={`mono ${classes.code} ${classes.wrapped}`} dir="auto">
              {preview.text}
            </pre>
          </ScrollBox>
        </Cut>
      );
    case 'table':
      return (
        <Cut isWhole={preview.isWhole}>
          <ScrollBox label={artifact.path}>
            <PlainTable rows={preview.rows} />
          </ScrollBox>
        </Cut>
      );
    case 'tensors':
      return (
        <Cut isWhole={preview.tensors.length === preview.tensorCount}>
          <ScrollBox label={artifact.path}>
            <PlainTable
              rows={[
                [t('tensorName'), 'dtype', t('shape'), t('size')],
                ...preview.tensors.map((tensor) => [
                  tensor.name,
                  tensor.dtype,
                  tensor.shape.length > 0 ? shape(tensor.shape) : t('scalar'),
                  bytes(tensor.sizeBytes),
                ]),
              ]}
            />
          </ScrollBox>
          <p className="muted">{t('tensorCount', { count: preview.tensorCount })}</p>
        </Cut>
      );
  }
}

function Cut({ isWhole, children }: { isWhole: boolean; children: React.ReactNode }) {
  const t = useTranslations('run');
  return (
    <>
      {children}
      {!isWhole && <p className="muted">{t('cutPreview')}</p>}
    </>
  );
}

/** Rows of text, the first as the header; a cell's key is its place, since texts repeat. */
function PlainTable({ rows }: { rows: string[][] }) {
  const [header = [], ...body] = rows.map((row, at) =>
    row.map((text, column) => ({ text, key: `${at} ${column}` })),
  );
  return (
    <table className="data-table mono">
      <thead>
        <tr>
          {header.map(({ text, key }) => (
            <th key={key}>{text}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {body.map((row) => (
          <tr key={row[0]?.key}>
            {row.map(({ text, key }) => (
              <td key={key}>{text}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

async function readPreview(address: string, signal: AbortSignal): Promise<Answer | undefined> {
  try {
    const response = await fetch(address, { signal });
    const body = await response.json();
    return response.ok ? { preview: body } : { fault: body.error.message };
  } catch (error) {
    return signal.aborted ? undefined : { fault: String(error) };
  }
}
