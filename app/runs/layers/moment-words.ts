'use client';

import { useTranslations } from 'next-intl';
import type { LayerMoment } from '@/db/queries/layers';
import type { LayerStage } from '@/lib/domain/recorder';
import { level, whole } from '../../format/quantities';
import { cssColor, techniqueColor } from '../../theme/palette';

const COLORS: Record<LayerStage, string> = {
  baseline: techniqueColor('baseline'),
  trained: techniqueColor('baseline'),
  pruned: techniqueColor('prune'),
  finetuned: cssColor('accent'),
  quantized: techniqueColor('quantize'),
  distilled: techniqueColor('distill'),
  sensitivity: cssColor('accent'),
};

/** The colour of a stage as a CSS variable. */
export function stageColor(stage: LayerStage): string {
  return COLORS[stage] ?? cssColor('accent');
}

/** Names of moments: a short one for an axis, and a whole one. */
export function useMomentWords() {
  const t = useTranslations('layers');
  const words = useTranslations('words.stage');
  const stage = (moment: LayerMoment) => (words.has(moment.stage) ? words(moment.stage) : moment.stage);
  const rate = ({ stage: name, targetSparsity }: LayerMoment) =>
    targetSparsity === null || (name !== 'sensitivity' && targetSparsity === 0)
      ? undefined
      : level(targetSparsity);
  return {
    /** The rate of a level; the stage elsewhere. */
    short: (moment: LayerMoment) =>
      moment.stage === 'sensitivity' ? (rate(moment) ?? whole(moment.step)) : stage(moment),
    /** What tells moments of the same stage apart. */
    detail: (moment: LayerMoment) =>
      moment.stage === 'sensitivity'
        ? ''
        : [moment.round > 0 && t('round', { round: moment.round }), t('step', { step: whole(moment.step) })]
            .filter(Boolean)
            .join(', '),
    whole: (moment: LayerMoment) =>
      moment.stage === 'sensitivity'
        ? t('level', { level: rate(moment) ?? whole(moment.step) })
        : [
            `${stage(moment)}${rate(moment) ? ` ${rate(moment)}` : ''}`,
            moment.round > 0 && t('round', { round: moment.round }),
            t('step', { step: whole(moment.step) }),
          ]
            .filter(Boolean)
            .join(' · '),
  };
}

/** Words and colours of moments. */
export type MomentWords = ReturnType<typeof useMomentWords>;
