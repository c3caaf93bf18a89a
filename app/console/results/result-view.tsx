'use client';

import { Button, Menu, SegmentedControl, Skeleton } from '@mantine/core';
import { IconCopy, IconDownload, IconFilter } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import type { QueryResult } from '@/db/console/query-result';
import { fileName } from './file-name';
import type { CellPlace, ResultGridHandle } from './result-grid';
import classes from './results.module.css';
import { type CopyFormat, useCopy } from './use-copy';
import { useResultGrid } from './use-result-grid';
import { download, type ResultSource, wholeValue } from './whole-cell';

const CellViewer = dynamic(() => import('./cell-viewer').then((module) => module.CellViewer), {
  ssr: false,
  loading: () => null,
});
const ExportDialog = dynamic(() => import('./export-dialog').then((module) => module.ExportDialog), {
  ssr: false,
  loading: () => null,
});

interface ResultViewProps {
  result: QueryResult;
  /** CSS pixels. */
  maxHeight: number;
  /** The statement that gave the result: with it, cut values come whole and everything can be exported. */
  source?: ResultSource;
  /** Stands in the place of the grid. */
  chart?: ReactNode;
  onShowChart?: (isChart: boolean) => void;
  addToNote?: ReactNode;
}

/** The rows of a result with their number, the time it took, and whether something was cut off. */
export function ResultView(props: ResultViewProps) {
  const { rows } = props.result;
  const [shown, setShown] = useState({ rows, count: 0 });
  // Another result begins without the order, the filters and the marked cells of the one before.
  if (shown.rows !== rows) setShown({ rows, count: shown.count + 1 });
  return <OneResult key={shown.count} {...props} />;
}

function OneResult(props: ResultViewProps) {
  const { result, source, chart, onShowChart, addToNote } = props;
  const { columns, rows, truncated, elapsedMs } = result;
  const t = useTranslations('results');
  const [hasFilters, setHasFilters] = useState(false);
  const [shownRows, setShownRows] = useState(rows.length);
  const [range, setRange] = useState<{ rows: number; columns: number }>();
  const [viewed, setViewed] = useState<CellPlace>();
  const [isExporting, setIsExporting] = useState(false);
  const [failure, setFailure] = useState('');
  const grid = useRef<ResultGridHandle>(null);
  const copy = useCopy(columns, source);
  const ResultGrid = useResultGrid();
  const isChart = Boolean(chart);

  const copyAs = (format: CopyFormat) => {
    const selection = grid.current?.copySelection();
    if (selection) void copy(selection, format);
  };
  const downloadCell = useCallback(
    async ({ row, column, cell }: CellPlace) => {
      setFailure('');
      try {
        const words = { unreachable: t('unreachable'), changed: t('changed') };
        const value = await wholeValue(cell, { row, column }, source, words);
        if ('blob' in value) download(value.blob, `${fileName(columns[column], { row })}.bin`);
      } catch (error) {
        setFailure(error instanceof Error ? error.message : String(error));
      }
    },
    [columns, source, t],
  );

  return (
    <>
      {truncated && (
        <p className={classes.notice}>
          {truncated === 'rows'
            ? t(source ? 'truncatedRows' : 'truncatedKept', { count: rows.length })
            : t('truncatedBytes')}
        </p>
      )}
      {failure && (
        <p className={classes.notice} role="alert">
          {failure}
        </p>
      )}
      <div className={classes.bar}>
        {onShowChart && rows.length > 0 && (
          <SegmentedControl
            size="xs"
            aria-label={t('showAs')}
            value={isChart ? 'chart' : 'table'}
            onChange={(value) => onShowChart(value === 'chart')}
            data={[
              { value: 'table', label: t('table') },
              { value: 'chart', label: t('chart') },
            ]}
          />
        )}
        {!isChart && rows.length > 0 && (
          <>
            <Button
              variant={hasFilters ? 'light' : 'default'}
              leftSection={<IconFilter size={14} />}
              aria-pressed={hasFilters}
              onClick={() => setHasFilters(!hasFilters)}
            >
              {t('filter')}
            </Button>
            <Menu position="bottom-start">
              <Menu.Target>
                <Button variant="default" leftSection={<IconCopy size={14} />}>
                  {t('copy')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{range ? t('copyMarked', range) : t('copyAll', { count: shownRows })}</Menu.Label>
                <Menu.Item onClick={() => copyAs('tsv')}>{t('copyTsv')}</Menu.Item>
                <Menu.Item onClick={() => copyAs('tsvWithNames')}>{t('copyTsvNames')}</Menu.Item>
                <Menu.Item onClick={() => copyAs('markdown')}>{t('copyMarkdown')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )}
        {source && (
          <Button
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => setIsExporting(true)}
          >
            {t('export')}
          </Button>
        )}
        {addToNote}
      </div>
      {rows.length === 0 && (
        <>
          <p className="muted">{t('foundNothing')}</p>
          <p className="mono">{columns.map(({ name }) => name).join(', ')}</p>
        </>
      )}
      {isChart
        ? chart
        : columns.length > 0 &&
          rows.length > 0 &&
          (ResultGrid === undefined ? (
            <Skeleton height={240} />
          ) : (
            <ResultGrid
              result={result}
              maxHeight={props.maxHeight}
              hasFilters={hasFilters}
              handle={grid}
              onRange={setRange}
              onShown={setShownRows}
              onCopy={(selection) => void copy(selection, 'tsv')}
              onOpen={setViewed}
              onDownload={(cell) => void downloadCell(cell)}
            />
          ))}
      <p className={classes.footnote}>
        <span>
          {shownRows === rows.length || isChart
            ? t('rows', { count: rows.length })
            : t('rowsOf', { shown: shownRows, count: rows.length })}
        </span>
        <span>{t('elapsed', { ms: elapsedMs })}</span>
        <span role="status">{range && !isChart && t('marked', range)}</span>
      </p>
      {viewed && (
        <CellViewer
          cell={viewed.cell}
          place={viewed}
          column={columns[viewed.column]}
          source={source}
          onClose={() => setViewed(undefined)}
        />
      )}
      {isExporting && source && <ExportDialog source={source} onClose={() => setIsExporting(false)} />}
    </>
  );
}
