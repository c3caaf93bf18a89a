'use client';

import { Checkbox, MultiSelect, Select } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ResultColumn } from '@/db/console/query-result';
import {
  type ChartSpec,
  type ColumnRef,
  chartColumnRef,
  findChartColumn,
  isTimeColumn,
  RESULT_CHARTS,
} from '@/lib/domain/chart-spec';
import classes from './results.module.css';

const NONE = '';

/** What of the result a chart draws. */
export function ChartFields(props: {
  columns: ResultColumn[];
  chart: ChartSpec;
  onChange: (chart: ChartSpec) => void;
}) {
  const { columns, chart, onChange } = props;
  const t = useTranslations('results');
  const choices = columns.map(({ name }, index) => ({
    value: String(index),
    label: columns.some((other, at) => at !== index && other.name === name)
      ? `${name} (${index + 1})`
      : name || '""',
  }));
  const placeOf = (ref: ColumnRef | undefined) => {
    const index = ref === undefined ? undefined : findChartColumn(columns, ref);
    return index === undefined ? null : String(index);
  };
  const refOf = (place: string) => chartColumnRef(columns, Number(place));
  const x = findChartColumn(columns, chart.x);
  const hasLogX =
    chart.kind !== 'bar' && chart.kind !== 'heatmap' && !(x !== undefined && isTimeColumn(columns[x]));
  const hasY = chart.kind !== 'histogram';
  const isHeatmap = chart.kind === 'heatmap';
  const change = (part: Partial<ChartSpec>) => onChange({ ...chart, ...part });

  return (
    <div className={classes.fields}>
      <Select
        label={t('chartKind')}
        data={RESULT_CHARTS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        value={chart.kind}
        onChange={(kind) => kind && onChange(ofKind(chart, kind as ChartSpec['kind'], columns))}
      />
      <Select
        label={chart.kind === 'histogram' ? t('chartValues') : t('chartX')}
        data={choices}
        value={placeOf(chart.x)}
        onChange={(place) => place && change({ x: refOf(place) })}
        searchable
      />
      {isHeatmap && (
        <Select
          label={t('chartRows')}
          data={choices}
          value={placeOf(chart.y[0])}
          onChange={(place) => place && change({ y: [refOf(place)] })}
          searchable
        />
      )}
      {hasY && !isHeatmap && (
        <MultiSelect
          label={t('chartY')}
          data={choices}
          size="sm"
          value={chart.y.flatMap((ref) => placeOf(ref) ?? [])}
          maxValues={8}
          onChange={(places) => places.length > 0 && change({ y: places.map(refOf) })}
        />
      )}
      {isHeatmap && (
        <Select
          label={t('chartColor')}
          data={choices}
          value={placeOf(chart.value)}
          onChange={(place) => place && change({ value: refOf(place) })}
          searchable
        />
      )}
      {hasY && !isHeatmap && (
        <Select
          label={t('chartSeries')}
          data={[{ value: NONE, label: t('chartNoSeries') }, ...choices]}
          value={placeOf(chart.series) ?? NONE}
          onChange={(place) => change({ series: place ? refOf(place) : undefined })}
          searchable
        />
      )}
      {hasLogX && (
        <Checkbox
          label={t('chartLogX')}
          checked={chart.isLogX ?? false}
          onChange={({ currentTarget }) => change({ isLogX: currentTarget.checked || undefined })}
        />
      )}
      {hasY && !isHeatmap && (
        <Checkbox
          label={t('chartLogY')}
          checked={chart.isLogY ?? false}
          onChange={({ currentTarget }) => change({ isLogY: currentTarget.checked || undefined })}
        />
      )}
    </div>
  );
}

/** The chart as one of another kind, with the columns it needs. */
function ofKind(chart: ChartSpec, kind: ChartSpec['kind'], columns: ResultColumn[]): ChartSpec {
  const other = columns.findIndex((_, index) => index !== findChartColumn(columns, chart.x));
  const y = chart.y.length > 0 ? chart.y : [other >= 0 ? chartColumnRef(columns, other) : chart.x];
  if (kind === 'histogram')
    return { kind, x: chart.kind === 'histogram' ? chart.x : (chart.value ?? y[0]), y: [] };
  if (kind === 'heatmap') return { kind, x: chart.x, y: [chart.series ?? y[0]], value: chart.value ?? y[0] };
  if (chart.kind === 'heatmap') return { kind, x: chart.x, y: [chart.value ?? y[0]], series: y[0] };
  return { ...chart, kind, y, ...(kind === 'bar' && { isLogX: undefined }) };
}
