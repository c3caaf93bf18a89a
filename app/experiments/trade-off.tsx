'use client';

import { SegmentedControl } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useState } from 'react';
import type { RunListRow } from '@/db/queries/run-list';
import { axisStyle, Chart, type ChartOption, tooltipStyle } from '../charts/chart';
import { bytes, count, intervalOfAccuracy, latency, percent } from '../format/quantities';
import { SqlLink } from '../format/sql-link';
import { Section } from '../shell/page-body';
import { type PALETTE, TECHNIQUES, type Technique } from '../theme/palette';

const QUANTITIES = {
  storedBytes: { format: bytes, isLog: true },
  sparsity: { format: (value: number) => percent(value, 0), isLog: false },
  macs: { format: count, isLog: true },
  latencyMs: { format: latency, isLog: false },
} as const;
type Quantity = keyof typeof QUANTITIES;

/** Shapes tell techniques apart where colours do not. */
const SYMBOLS: Record<Technique, string> = {
  baseline: 'circle',
  prune: 'triangle',
  quantize: 'rect',
  distill: 'diamond',
  combined: 'arrow',
};

type TestedRun = RunListRow & { testCorrect: number; testSamples: number };

/** Test accuracy of each model against its size, sparsity, MACs or latency. */
export function TradeOff({ runs, experimentId }: { runs: RunListRow[]; experimentId: number }) {
  const t = useTranslations('experiments');
  const words = useTranslations('words');
  const router = useRouter();
  const [quantity, setQuantity] = useState<Quantity>('storedBytes');
  const groups = useMemo(() => {
    const tested = runs.filter(
      (run): run is TestedRun =>
        run.testCorrect !== null && run.testSamples !== null && run[quantity] !== null,
    );
    return TECHNIQUES.map((technique) => ({
      technique,
      name: words(`technique.${technique}`),
      runs: tested.filter((run) => run.technique === technique),
    })).filter((group) => group.runs.length > 0);
  }, [runs, quantity, words]);
  const axisName = t(`quantity.${quantity}`);

  const option = useCallback(
    (colors: (typeof PALETTE)['light']): ChartOption => {
      const { format, isLog } = QUANTITIES[quantity];
      const axis = axisStyle(colors);
      return {
        grid: { left: 68, right: 24, top: 36, bottom: 48 },
        legend: {
          type: 'scroll',
          top: 0,
          left: 60,
          textStyle: { color: colors.text },
          itemWidth: 12,
          itemHeight: 12,
        },
        tooltip: { ...tooltipStyle(colors), trigger: 'item' },
        xAxis: {
          ...axis,
          type: isLog ? 'log' : 'value',
          scale: true,
          ...(isLog ? { min: (reach) => reach.min / 1.3, max: (reach) => reach.max * 1.3 } : {}),
          name: axisName,
          nameGap: 30,
          axisLabel: { ...axis.axisLabel, formatter: (value: number) => format(value) },
        },
        yAxis: {
          ...axis,
          type: 'value',
          scale: true,
          name: t('testAccuracy'),
          nameGap: 50,
          axisLabel: { ...axis.axisLabel, formatter: (value: number) => percent(value, 1) },
        },
        series: groups.map(({ technique, name, runs: members }) => ({
          type: 'scatter',
          name,
          symbol: SYMBOLS[technique],
          symbolSize: 12,
          itemStyle: { color: colors.technique[technique], opacity: 0.9 },
          data: members.map((run) => [run[quantity] as number, run.testCorrect / run.testSamples]),
          tooltip: {
            formatter: ({ dataIndex }: { dataIndex: number }) => {
              const run = members[dataIndex];
              return [
                `${run.name} (#${run.id})`,
                `${t('testAccuracy')}: ${percent(run.testCorrect / run.testSamples)} (${intervalOfAccuracy({ correct: run.testCorrect, samples: run.testSamples })})`,
                `${axisName}: ${format(run[quantity] as number)}`,
                run.testEngine === 'float' ? '' : words(`engine.${run.testEngine as 'simulated'}`),
              ]
                .filter(Boolean)
                .join('\n');
            },
          },
        })),
      } as ChartOption;
    },
    [groups, quantity, axisName, t, words],
  );

  const open = (seriesName: string, index: number) => {
    const run = groups.find(({ name }) => name === seriesName)?.runs[index];
    if (run) router.push(`/runs/${run.id}`);
  };
  if (groups.length === 0) return null;
  return (
    <Section
      title={t('tradeOff')}
      aside={
        <>
          <SegmentedControl
            size="xs"
            value={quantity}
            onChange={(value) => setQuantity(value as Quantity)}
            data={(Object.keys(QUANTITIES) as Quantity[]).map((value) => ({
              value,
              label: t(`quantity.${value}`),
            }))}
            aria-label={t('against')}
          />
          <SqlLink sql={tradeOffSql(experimentId)} />
        </>
      }
    >
      <Chart
        kind="scatter"
        option={option}
        height={320}
        label={t('tradeOffLabel', { quantity: axisName })}
        onPick={open}
      />
    </Section>
  );
}

function tradeOffSql(experimentId: number): string {
  return `-- Accuracy against cost of every model of the experiment
SELECT r.id AS run, r.name, r.method, e.top1 AS test_accuracy, e.correct, e.samples, e.engine,
  m.sparsity, m.macs, m.bits, m.sparse_bytes AS stored_bytes
FROM runs r
JOIN models m ON m.id = r.output_model_id
JOIN evaluations e ON e.model_id = m.id AND e.split = 'test'
WHERE r.experiment_id = ${experimentId}
ORDER BY e.top1 DESC`;
}
