'use client';

import { SegmentedControl } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useState } from 'react';
import type { RunListRow } from '@/db/queries/run-list';
import { Chart, type Colors } from '../charts/chart';
import { betterOf } from '../compare/columns';
import { frontOf, scatterPoints } from '../compare/front';
import { DOMINATED_OPACITY, type PlottedRun, scatterOption } from '../compare/scatter-option';
import { SqlLink } from '../format/sql-link';
import { Section } from '../shell/page-body';
import { TECHNIQUES, type Technique } from '../theme/palette';

/** What accuracy is weighed against, with the column of each. */
const QUANTITIES = {
  storedBytes: 'stored_bytes',
  sparsity: 'sparsity',
  macs: 'macs',
  latencyMs: 'latency_ms',
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
const Y = 'accuracy';

/** Test accuracy of each model against its size, sparsity, MACs or latency, with those that none beats in both. */
export function TradeOff({ runs, experimentId }: { runs: RunListRow[]; experimentId: number }) {
  const t = useTranslations('experiments');
  const words = useTranslations('words');
  const compareWords = useTranslations('compare');
  const router = useRouter();
  const [quantity, setQuantity] = useState<Quantity>('storedBytes');
  const x = QUANTITIES[quantity];
  const xBetter = betterOf(x);
  const { groups, front } = useMemo(() => {
    const points = scatterPoints(
      runs.map((run) => run[quantity]),
      runs.map(accuracyOf),
    );
    const best = xBetter ? frontOf(points, xBetter, 'more') : [];
    const inFront = new Set(best.map(({ place }) => place));
    const members = TECHNIQUES.map((technique) => ({
      technique,
      name: words(`technique.${technique}`),
      points: points.filter(({ place }) => runs[place].technique === technique),
    }));
    return {
      front: best,
      groups: members
        .filter((group) => group.points.length > 0)
        .map((group) => ({ ...group, inFront: group.points.map(({ place }) => inFront.has(place)) })),
    };
  }, [runs, quantity, xBetter, words]);
  const xName = t(`quantity.${quantity}`);

  const option = useCallback(
    (colors: Colors) =>
      scatterOption({
        groups: groups.map(({ technique, name, points, inFront }) => ({
          name,
          color: colors.technique[technique],
          symbol: SYMBOLS[technique],
          runs: points.map((point, index): PlottedRun => {
            const { id, name: run, testCorrect, testSamples, testEngine } = runs[point.place];
            return {
              x: point.x,
              y: point.y,
              color: colors.technique[technique],
              opacity: inFront[index] ? 1 : DOMINATED_OPACITY,
              isInFront: inFront[index],
              accuracy:
                testCorrect !== null && testSamples
                  ? { correct: testCorrect, samples: testSamples }
                  : undefined,
              head: [`#${id} ${run}`],
              foot: testEngine && testEngine !== 'float' ? words(`engine.${testEngine}`) : undefined,
            };
          }),
        })),
        front,
        axes: { x, y: Y, xName, yName: t('testAccuracy') },
        xBetter,
        hasLegend: true,
        words: { interval: t('interval'), front: compareWords('front') },
        colors,
      }),
    [groups, front, runs, x, xName, xBetter, t, words, compareWords],
  );

  const open = (seriesName: string, index: number) => {
    const point = groups.find(({ name }) => name === seriesName)?.points[index];
    if (point) router.push(`/runs/${runs[point.place].id}`);
  };
  if (!runs.some((run) => accuracyOf(run) !== null)) return null;
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
        label={t('tradeOffLabel', { quantity: xName })}
        onPick={open}
      />
    </Section>
  );
}

function accuracyOf({ testCorrect, testSamples }: RunListRow): number | null {
  return testCorrect !== null && testSamples ? testCorrect / testSamples : null;
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
