'use client';

import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { Cell, ResultColumn } from '@/db/console/query-result';
import { isCut } from './cell-value';
import { toMarkdown, toTsv } from './clipboard-text';
import type { GridRow } from './grid-row';
import { type ResultSource, wholeValue } from './whole-cell';

/** How cells are copied. */
export type CopyFormat = 'tsv' | 'tsvWithNames' | 'markdown';

/** Cut values that one copy asks the server for; more are left to an export. */
const MOST_FETCHED = 20;

/** Rows of the grid with the columns that are wanted of them, by place. */
export interface CopySelection {
  rows: GridRow[];
  columns: number[];
}

/** Copies cells, cut values whole, and says what was copied. */
export function useCopy(columns: ResultColumn[], source: ResultSource | undefined) {
  const t = useTranslations('results');
  return useCallback(
    async (selection: CopySelection, format: CopyFormat) => {
      const words = { unreachable: t('unreachable'), changed: t('changed') };
      const cut = selection.rows.flatMap((row) =>
        selection.columns.filter((column) => isCut(row.cells[column])),
      );
      if (source && cut.length > MOST_FETCHED) {
        notifications.show({
          color: 'red',
          message: t('copyTooMany', { count: cut.length, most: MOST_FETCHED }),
        });
        return;
      }
      try {
        const rows: Cell[][] = [];
        for (const { index, cells } of selection.rows) {
          const row: Cell[] = [];
          for (const column of selection.columns) {
            const cell = cells[column];
            row.push(isCut(cell) ? await wholeCellOf(cell, { row: index, column }, source, words) : cell);
          }
          rows.push(row);
        }
        const copied = { columns: selection.columns.map((column) => columns[column]), rows };
        await writeClipboard(
          format === 'markdown' ? toMarkdown(copied) : toTsv(copied, format === 'tsvWithNames'),
        );
        const size = { rows: rows.length, columns: selection.columns.length };
        notifications.show({
          message: !source && cut.length > 0 ? t('copiedCut', { count: cut.length }) : t('copied', size),
        });
      } catch (error) {
        notifications.show({
          color: 'red',
          message: t('notCopied', { reason: error instanceof Error ? error.message : String(error) }),
        });
      }
    },
    [t, columns, source],
  );
}

/** A cut cell with all of its value, as a cell. */
async function wholeCellOf(...args: Parameters<typeof wholeValue>): Promise<Cell> {
  const value = await wholeValue(...args);
  if ('text' in value) return value.text;
  const bytes = new Uint8Array(await value.blob.arrayBuffer());
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { bytes: bytes.length, hex };
}

/** Without TLS a browser has no clipboard to write to: then the older command copies. */
export async function writeClipboard(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!isCopied) throw new Error('The browser does not let this page copy.');
}
