'use client';

import { useElementSize } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import type { LayerDistribution, LayerOutline, LayerOverview } from '@/db/queries/layers';
import { level, percent, shape, significant, whole } from '../../format/quantities';
import { ScrollX } from '../../shell/scroll-x';
import { useIsNear } from '../../shell/use-is-near';
import type { CountScale } from './histogram-shape';
import classes from './layers.module.css';
import { MomentHistogram } from './moment-histogram';
import { type MomentWords, useMomentWords } from './moment-words';
import { PercentileBands, type ValueChoice } from './percentile-bands';
import { Ridgelines, type SeenMoment } from './ridgelines';
import { extent } from './scales';

const NEAR_PX = 600;

/** What all layers are shown with. */
export interface LayerView {
  chosen: string;
  counts: CountScale;
  values: ValueChoice;
  onChoose: (key: string) => void;
}

/** One layer: its ridgelines, the histogram of the chosen moment, its percentile bands, and the exact values. */
export function LayerCard(props: {
  layer: LayerOutline;
  overview: LayerOverview;
  distribution: LayerDistribution | undefined;
  view: LayerView;
}) {
  const { layer, overview, distribution, view } = props;
  const words = useMomentWords();
  const card = useRef<HTMLElement>(null);
  const isNear = useIsNear(card, NEAR_PX);
  const byKey = new Map(distribution?.points.map((point) => [point.moment, point]));
  const seen = overview.moments.flatMap((moment) => {
    const point = byKey.get(moment.key);
    return point ? [{ moment, point }] : [];
  });
  const chosen = seen.find(({ moment }) => moment.key === view.chosen);
  return (
    <article className={classes.card} ref={card} data-testid="layer-card">
      <div className={classes.cardHeader}>
        <h3 className={`mono ${classes.name}`} title={layer.name} dir="auto">
          {layer.name}
        </h3>
        <span className="muted">
          {layer.type} {layer.kernelShape && shape(layer.kernelShape)}
        </span>
        {chosen && <Figures seen={chosen} />}
      </div>
      {distribution && isNear ? (
        <Plots layer={layer} seen={seen} chosen={chosen} view={view} words={words} />
      ) : (
        <div className={classes.placeholder} aria-busy={!distribution} />
      )}
      {seen.length > 0 && <ExactSection layer={layer} seen={seen} words={words} />}
    </article>
  );
}

function Plots(props: {
  layer: LayerOutline;
  seen: SeenMoment[];
  chosen: SeenMoment | undefined;
  view: LayerView;
  words: MomentWords;
}) {
  const { layer, seen, chosen, view, words } = props;
  const t = useTranslations('layers');
  const { ref, width: measured } = useElementSize<HTMLDivElement>();
  const width = Math.max(240, Math.floor(measured || 360));
  const ends = extent(seen.flatMap(({ point }) => [point.histogram?.lo, point.histogram?.hi]));
  const axis = widened(ends ?? [0, 0]);
  return (
    <div className={classes.plots}>
      <figure className={classes.plot}>
        <div ref={ref}>
          <Ridgelines
            seen={seen}
            chosen={view.chosen}
            axis={axis}
            counts={view.counts}
            width={width}
            words={words}
            zerosWord={t('zeros')}
            label={t('ridgesLabel', { layer: layer.name, count: seen.length })}
            onChoose={view.onChoose}
          />
        </div>
        <figcaption>{t('ridgesCaption')}</figcaption>
      </figure>
      <figure className={classes.plot}>
        {chosen ? (
          <MomentHistogram
            seen={chosen}
            first={seen[0]}
            axis={axis}
            counts={view.counts}
            width={width}
            zerosWord={t('zeros')}
            label={t('histogramLabel', { layer: layer.name, moment: words.whole(chosen.moment) })}
          />
        ) : (
          <div className={classes.placeholder}>{t('notSeen')}</div>
        )}
        <figcaption>
          {chosen && t('histogramCaption', { moment: words.whole(chosen.moment) })}
          {chosen &&
            seen[0] !== chosen &&
            view.counts !== 'own' &&
            ` ${t('ghostCaption', { moment: words.whole(seen[0].moment) })}`}
        </figcaption>
      </figure>
      <figure className={classes.plot}>
        <PercentileBands
          seen={seen}
          chosen={view.chosen}
          values={view.values}
          width={width}
          words={words}
          label={t('bandsLabel', { layer: layer.name, values: t(`values.${view.values}`) })}
          onChoose={view.onChoose}
        />
        <figcaption>{t('bandsCaption', { values: t(`values.${view.values}`) })}</figcaption>
      </figure>
    </div>
  );
}

/** The numbers of the chosen moment. */
function Figures({ seen: { point } }: { seen: SeenMoment }) {
  const t = useTranslations('layers');
  return (
    <span className={classes.figures}>
      <span>
        {t('nonzeroOf', { nonzero: whole(point.count - point.zeros), count: whole(point.count) })} ·{' '}
        <b>{level(point.sparsity)}</b> {t('zeros')}
      </span>
      <span>
        {t('mean')} <b>{significant(point.mean, 3)}</b> ± <b>{significant(point.std, 3)}</b>
      </span>
      <span>
        <b>{significant(point.min, 3)}</b> … <b>{significant(point.max, 3)}</b>
      </span>
    </span>
  );
}

/** The numbers behind the pictures, made when they are asked for. */
function ExactSection(props: { layer: LayerOutline; seen: SeenMoment[]; words: MomentWords }) {
  const t = useTranslations('layers');
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={classes.exact} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('exactValues')}</summary>
      {isOpen && (
        <ExactValues
          seen={props.seen}
          words={props.words}
          label={t('exactLabel', { layer: props.layer.name })}
        />
      )}
    </details>
  );
}

const QUANTILES = ['1', '5', '25', '50', '75', '95', '99'];

function ExactValues({ seen, words, label }: { seen: SeenMoment[]; words: MomentWords; label: string }) {
  const t = useTranslations('layers');
  return (
    <ScrollX label={label}>
      <table className="data-table">
        <thead>
          <tr>
            <th>{t('moment')}</th>
            <th className="number">{t('count')}</th>
            <th className="number">{t('zeros')}</th>
            <th className="number">{t('sparsity')}</th>
            <th className="number">{t('mean')}</th>
            <th className="number">{t('std')}</th>
            <th className="number">{t('min')}</th>
            <th className="number">{t('max')}</th>
            <th className="number">L2</th>
            {QUANTILES.map((quantile) => (
              <th key={quantile} className="number">
                {quantile} %
              </th>
            ))}
            <th className="number">{t('nonzeroQuantiles')}</th>
          </tr>
        </thead>
        <tbody>
          {seen.map(({ moment, point }) => (
            <tr key={moment.key}>
              <td className="nowrap">{words.whole(moment)}</td>
              <td className="number">{whole(point.count)}</td>
              <td className="number">{whole(point.zeros)}</td>
              <td className="number">{percent(point.sparsity)}</td>
              <td className="number">{significant(point.mean)}</td>
              <td className="number">{significant(point.std)}</td>
              <td className="number">{significant(point.min)}</td>
              <td className="number">{significant(point.max)}</td>
              <td className="number">{significant(point.l2)}</td>
              {QUANTILES.map((quantile, index) => (
                <td key={quantile} className="number">
                  {significant(point.quantiles[index], 3)}
                </td>
              ))}
              <td className="number">
                {point.nonzeroQuantiles.map((value) => significant(value, 3)).join(' / ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

/** An axis that has a width also when all values are the same, and a little air at its ends. */
function widened([low, high]: [number, number]): [number, number] {
  const width = high - low || Math.abs(low) || 1;
  return [low - width * 0.03, high + width * 0.03];
}
