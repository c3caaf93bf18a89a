'use client';

import { Box, Button, Group, Loader, Modal, SegmentedControl } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useState } from 'react';
import { CopyText } from '@/app/format/copy-text';
import { bytes, whole } from '@/app/format/quantities';
import type { Cell, ResultColumn } from '@/db/console/query-result';
import { isCut, prettyJson } from './cell-value';
import { fileName } from './file-name';
import { hexDump } from './hex-dump';
import classes from './results.module.css';
import { timeText } from './time-text';
import { download, heldValue, type ResultSource, type WholeValue, wholeValue } from './whole-cell';

/** Characters that the viewer shows: more of them would stall the page. */
const MOST_SHOWN = 200_000;
/** Bytes that the viewer shows. */
const MOST_BYTES = 4_096;

/** One value of a result, whole: as text, as JSON with indents, or as bytes. */
export function CellViewer(props: {
  cell: Cell;
  place: { row: number; column: number };
  column: ResultColumn;
  source: ResultSource | undefined;
  onClose: () => void;
}) {
  const { cell, place, column, source, onClose } = props;
  const t = useTranslations('results');
  const [value, setValue] = useState<WholeValue>();
  const [failure, setFailure] = useState('');
  useEffect(() => {
    let isGone = false;
    const words = { unreachable: t('unreachable'), changed: t('changed') };
    wholeValue(cell, place, source, words)
      .then((found) => !isGone && setValue(found))
      .catch((error: unknown) => {
        if (isGone) return;
        setFailure(error instanceof Error ? error.message : String(error));
        setValue(heldValue(cell));
      });
    return () => {
      isGone = true;
    };
  }, [cell, place, source, t]);
  const isPart = failure !== '' || (isCut(cell) && !source);

  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t('viewerTitle', { name: column.name, row: place.row + 1 })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {failure && (
        <p role="alert" className={classes.notice}>
          {failure}
        </p>
      )}
      {isPart && <p className={classes.notice}>{t('partOnly')}</p>}
      {value === undefined ? (
        <Loader size={16} aria-label={t('loading')} />
      ) : 'blob' in value ? (
        <BlobView
          blob={value.blob}
          size={cell !== null && typeof cell === 'object' ? cell.bytes : value.blob.size}
          name={fileName(column, place)}
        />
      ) : (
        <TextView cell={cell} text={value.text} name={fileName(column, place)} />
      )}
    </Modal>
  );
}

function TextView({ cell, text, name }: { cell: Cell; text: string; name: string }) {
  const t = useTranslations('results');
  const json = useMemo(() => (typeof cell === 'string' ? prettyJson(text) : undefined), [cell, text]);
  const [form, setForm] = useState('json');
  const shown = json !== undefined && form === 'json' ? json : text;
  const time = timeText(cell);
  const kind =
    cell === null
      ? 'NULL'
      : typeof cell === 'string'
        ? t('textOf', { count: whole(text.length) })
        : t('number');
  return (
    <>
      <Group gap="xs" mb="xs">
        <span className="muted">{kind}</span>
        {json !== undefined && (
          <SegmentedControl
            size="xs"
            aria-label={t('form')}
            value={form}
            onChange={setForm}
            data={[
              { value: 'json', label: 'JSON' },
              { value: 'text', label: t('asStored') },
            ]}
          />
        )}
        {cell !== null && <CopyText text={text} label={t('copyValue')} />}
        {typeof cell === 'string' && (
          <Button
            variant="default"
            size="compact-xs"
            onClick={() =>
              download(
                new Blob([text], { type: 'text/plain;charset=utf-8' }),
                `${name}.${json === undefined ? 'txt' : 'json'}`,
              )
            }
          >
            {t('downloadCell')}
          </Button>
        )}
      </Group>
      {cell !== null && text === '' && <p className="muted">{t('emptyText')}</p>}
      {text !== '' && <ValueBox text={shown.slice(0, MOST_SHOWN)} />}
      {time && <p className="muted">{time}</p>}
      {shown.length > MOST_SHOWN && <p className={classes.notice}>{t('shownPart', { count: MOST_SHOWN })}</p>}
    </>
  );
}

function BlobView({ blob, size, name }: { blob: Blob; size: number; name: string }) {
  const t = useTranslations('results');
  const [dump, setDump] = useState('');
  useEffect(() => {
    void blob
      .slice(0, MOST_BYTES)
      .arrayBuffer()
      .then((buffer) => setDump(hexDump(new Uint8Array(buffer))));
  }, [blob]);
  return (
    <>
      <Group gap="xs" mb="xs">
        <span className="muted">{`BLOB ${bytes(size)} (${t('bytes', { count: size })})`}</span>
        <Button variant="default" size="compact-xs" onClick={() => download(blob, `${name}.bin`)}>
          {t('downloadCell')}
        </Button>
      </Group>
      <ValueBox text={dump} />
      {size > MOST_BYTES && <p className={classes.notice}>{t('shownBytes', { count: MOST_BYTES })}</p>}
    </>
  );
}

/** A text that scrolls, also by keyboard. */
function ValueBox({ text }: { text: string }) {
  const t = useTranslations('results');
  return (
    <Box component="pre" className={classes.value} role="region" aria-label={t('value')} tabIndex={0}>
      {text}
    </Box>
  );
}
