'use client';

import type { CSSProperties } from 'react';
import { count as countText, level, significant, whole } from '../../format/quantities';
import { binWidth, type CountScale, densities, drawable, heights, outline } from './histogram-shape';
import classes from './layers.module.css';
import { stageColor } from './moment-words';
import type { SeenMoment } from './ridgelines';
import { linearScale, roundTicks } from './scales';

const LEFT = 84;
const ZERO_BAR = 18;
const BOTTOM = 20;
const TOP = 10;
const HEIGHT = 250;

/**
 * The values at one moment in 64 bins, with the count on the axis; behind them the outline of the first moment, scaled
 * to bins of this width. Exact zeros are the bar at the left.
 */
export function MomentHistogram(props: {
  seen: SeenMoment;
  first: SeenMoment | undefined;
  axis: [low: number, high: number];
  counts: CountScale;
  width: number;
  zerosWord: string;
  label: string;
}) {
  const { seen, first, axis, width } = props;
  const { point } = seen;
  const scale = props.counts === 'log' ? 'log' : 'linear';
  const span = axis[1] - axis[0];
  const histogram = drawable(point.histogram);
  const before = first && first !== seen ? drawable(first.point.histogram) : undefined;
  const own = histogram ? binWidth(histogram, span) : span / 64;
  const ghost = before ? densities(before, span, own) : [];
  const highest = Math.max(1, ...(histogram?.counts ?? []), ...(props.counts === 'own' ? [] : ghost));
  const bottom = HEIGHT - BOTTOM;
  const tall = bottom - TOP;
  const x = linearScale(axis[0], axis[1], LEFT + 2, width - 6);
  const y = (value: number) => bottom - heights([value], highest, scale)[0] * tall;
  const ticks = scale === 'log' ? powers(highest) : roundTicks(0, highest, 4);
  return (
    <svg
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={props.label}
      style={{ '--ridge': stageColor(seen.moment.stage) } as CSSProperties}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={classes.grid} x1={LEFT} x2={width - 6} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 4} y={y(tick) + 4} textAnchor="end">
            {countText(tick)}
          </text>
        </g>
      ))}
      {roundTicks(axis[0], axis[1], width > 340 ? 4 : 3).map((tick) => (
        <text key={tick} x={x(tick)} y={HEIGHT - 5} textAnchor="middle">
          {significant(tick, 3)}
        </text>
      ))}
      <line className={classes.axis} x1={LEFT} x2={width - 6} y1={bottom} y2={bottom} />
      <g>
        <title>{`${whole(point.zeros)} ${props.zerosWord} (${level(point.sparsity)})`}</title>
        <rect className={classes.zeroBack} x={0} y={TOP} width={ZERO_BAR} height={tall} />
        <rect
          className={classes.zeroShare}
          x={0}
          y={bottom - tall * point.sparsity}
          width={ZERO_BAR}
          height={tall * point.sparsity}
        />
        <text x={0} y={HEIGHT - 5}>
          {props.zerosWord}
        </text>
      </g>
      {histogram && (
        <path
          className={classes.bars}
          d={outline(histogram, span, heights(histogram.counts, highest, scale), x, bottom, tall)}
        />
      )}
      {before && props.counts !== 'own' && (
        <path
          className={classes.ghost}
          d={outline(before, span, heights(ghost, highest, scale), x, bottom, tall)}
        />
      )}
      {histogram?.counts.map((count, bin) => {
        const low = histogram.lo + bin * own;
        return (
          <rect
            key={low}
            x={x(low)}
            y={TOP}
            width={Math.max(1, x(low + own) - x(low))}
            height={tall}
            fill="transparent"
          >
            <title>{`${significant(low, 3)} … ${significant(low + own, 3)}: ${whole(count)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}

function powers(highest: number): number[] {
  const ticks = [0];
  for (let power = 1; power <= highest; power *= 10) ticks.push(power);
  return ticks.length > 6 ? ticks.filter((_, index) => index % 2 === 0) : ticks;
}
