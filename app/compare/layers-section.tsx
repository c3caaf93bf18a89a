'use client';

import { SegmentedControl, Select, Skeleton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { LAYER_QUANTITIES, type LayerComparison, type LayerQuantity } from '@/db/queries/compare-layers';
import { Chart, type Colors } from '../charts/chart';
import { level as levelText } from '../format/quantities';
import { SqlLink } from '../format/sql-link';
import { EmptyState, Section } from '../shell/page-body';
import { ScrollX } from '../shell/scroll-x';
import type { ChartProps } from './chart-context';
import classes from './compare.module.css';
import { layersSql } from './compare-sql';
import { layerOption, MOST_LEVEL_NAMES } from './layer-option';
import { LayerTable } from './layer-table';
import { useAnswer } from './use-answer';

const ROW_HEIGHT = 26;
/** Room for the names of runs, level or slanted, and for the scale. */
const AROUND = { level: 110, slanted: 210 };
const LEAST_CELL_WIDTH = 7;

/** Layer by layer: layers down, runs across. */
export function LayersSection(props: ChartProps & { baseRunId: number }) {
  const { runs, runIds, settings, change, version, baseRunId, marked } = props;
  const t = useTranslations('compare');
  const query = new URLSearchParams({
    runs: runIds.join(','),
    quantity: settings.layers,
    base: String(baseRunId),
    ...(settings.level ? { level: settings.level } : {}),
  });
  const { value, error } = useAnswer<LayerComparison>(`/api/compare/layers?${query}`, version);
  const missing = t('noLayer');
  const words = useTranslations('words');
  const inPoints = useCallback((value: string) => words('points', { value }), [words]);
  const option = useCallback(
    (colors: Colors) =>
      value ? layerOption({ comparison: value, runs, marked, colors, missing, inPoints }) : { series: [] },
    [value, runs, marked, missing, inPoints],
  );
  const levels = value?.levels ?? [];
  const shown = value?.level;
  return (
    <Section
      id="layers"
      title={t('layers')}
      aside={value && value.layers.length > 0 && <SqlLink sql={layersSql(runIds, value)} />}
    >
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label={t('layerQuantity')}
          value={settings.layers}
          onChange={(chosen) => change({ layers: chosen as LayerQuantity })}
          data={LAYER_QUANTITIES.map((quantity) => ({ value: quantity, label: t(`layer.${quantity}`) }))}
        />
        {settings.layers === 'drop' && levels.length > 0 && (
          <Select
            size="xs"
            w={220}
            label={t('level')}
            value={shown ? `${shown.technique}:${shown.level}` : null}
            data={levels.map(({ technique, level, runs: count }) => ({
              value: `${technique}:${level}`,
              label: t(technique === 'prune' ? 'levelSparsity' : 'levelBits', {
                level: technique === 'prune' ? levelText(level) : String(level),
                count,
              }),
            }))}
            onChange={(level) => change({ level: level ?? undefined })}
          />
        )}
      </div>
      <p className={classes.note} style={{ margin: '0 0 8px' }}>
        {t(`layerText.${settings.layers}`, { base: baseRunId })}
      </p>
      {error ? (
        <EmptyState title={t('readFailed')}>{error}</EmptyState>
      ) : !value ? (
        <Skeleton height={240} />
      ) : value.layers.length === 0 ? (
        <EmptyState title={t(`noLayers.${value.quantity}`)}>
          <p>{t(`noLayersText.${value.quantity}`, { base: baseRunId })}</p>
        </EmptyState>
      ) : (
        <div data-testid="compared-layers">
          <ScrollX label={t('layersLabel')}>
            <div style={{ minWidth: Math.max(340, runs.length * LEAST_CELL_WIDTH + 140) }}>
              <Chart
                kind="heatmap"
                option={option}
                height={
                  value.layers.length * ROW_HEIGHT +
                  (runs.length <= MOST_LEVEL_NAMES ? AROUND.level : AROUND.slanted)
                }
                label={t('layersLabel')}
              />
            </div>
          </ScrollX>
          <p className={classes.note}>{t('missingText')}</p>
          <LayerTable comparison={value} runs={runs} />
        </div>
      )}
    </Section>
  );
}
