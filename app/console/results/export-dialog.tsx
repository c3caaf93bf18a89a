'use client';

import { Button, Checkbox, Group, Modal, Radio, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { bytes } from '@/app/format/quantities';
import { QUERY_LIMITS } from '@/db/console/limits';
import { QUERY_EXPORT_TYPES, type QueryExport } from '@/lib/domain/query-export';
import { fetchExport } from './fetch-export';
import classes from './results.module.css';
import { download, type ResultSource } from './whole-cell';

type ExportFormat = QueryExport['format'];

const FORMATS = Object.keys(QUERY_EXPORT_TYPES) as ExportFormat[];

/** Asks for a file of the whole result: the query is run again without the limits of what is shown. */
export function ExportDialog({ source, onClose }: { source: ResultSource; onClose: () => void }) {
  const t = useTranslations('results');
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [withBom, setWithBom] = useState(false);
  const [isSafe, setIsSafe] = useState(false);
  const [received, setReceived] = useState<number>();
  const [failure, setFailure] = useState('');
  const stop = useRef<AbortController>(undefined);
  const isRunning = received !== undefined;

  const start = async () => {
    const isCsv = format === 'csv';
    const options = { format, withBom: isCsv && withBom, isSpreadsheetSafe: isCsv && isSafe };
    stop.current = new AbortController();
    setFailure('');
    setReceived(0);
    try {
      const words = { unreachable: t('unreachable'), broken: t('exportBroken') };
      const { file, name } = await fetchExport(source, options, words, stop.current.signal, setReceived);
      download(file, name);
      onClose();
    } catch (error) {
      if (!stop.current.signal.aborted) setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setReceived(undefined);
    }
  };
  const close = () => {
    stop.current?.abort();
    onClose();
  };

  return (
    <Modal opened onClose={close} title={t('exportTitle')} closeButtonProps={{ 'aria-label': t('close') }}>
      <p className={classes.about}>{t('exportAbout', { minutes: QUERY_LIMITS.exportTimeoutMs / 60_000 })}</p>
      <Stack gap="sm">
        <Radio.Group
          label={t('exportFormat')}
          value={format}
          onChange={(value) => setFormat(value as ExportFormat)}
        >
          <Stack gap={6} mt={6}>
            {FORMATS.map((name) => (
              <Radio
                key={name}
                value={name}
                label={t(`format.${name}`)}
                description={t(`formatHelp.${name}`)}
                disabled={isRunning}
              />
            ))}
          </Stack>
        </Radio.Group>
        {format === 'csv' && (
          <>
            <Checkbox
              label={t('bom')}
              description={t('bomHelp')}
              checked={withBom}
              onChange={({ currentTarget }) => setWithBom(currentTarget.checked)}
              disabled={isRunning}
            />
            <Checkbox
              label={t('safe')}
              description={t('safeHelp')}
              checked={isSafe}
              onChange={({ currentTarget }) => setIsSafe(currentTarget.checked)}
              disabled={isRunning}
            />
          </>
        )}
        {failure && (
          <p role="alert" className={classes.notice}>
            {failure}
          </p>
        )}
        <Group justify="space-between">
          <span role="status" className="muted">
            {isRunning && t('exportReceived', { size: bytes(received) })}
          </span>
          <Group gap="xs">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button onClick={() => void start()} loading={isRunning}>
              {t('download')}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
