'use client';

import type { CSSProperties } from 'react';
import { level, significant } from '../../format/quantities';
import classes from './layers.module.css';
import { type MomentWords, stageColor } from './moment-words';
import type { SeenMoment } from './ridgelines';
import { extent, isDrawable, linearScale, roundTicks, type Scale } from './scales';

const LEFT = 52;
const BOTTOM = 34;
const TOP = 6;
const HEIGHT = 250;
const MOST_BOXES = 8;
const BANDS = [
  [0, 6, 'band1'],
  [1, 5, 'band2'],
  [2, 4, 'band3'],
] as const;

/** Which values the percentiles are of. */
export type ValueChoice = 'all' | 'nonzero';

/**
 * The 1, 5, 25, 50, 75, 95 and 99 % quantiles over the moments: over rates or steps where these rise and are of one
 * stage, else one box for each stage.
 */
export function PercentileBands(props: {
  seen: readonly SeenMoment[];
  chosen: string;
  values: ValueChoice;
  width: number;
  words: MomentWords;
  label: string;
  onChoose: (key: string) => void;
}) {
  const { seen, chosen, values, width, words } = props;
  const points = seen.map(({ moment, point }) => ({
    moment,
    quantiles: values === 'all' ? point.quantiles : point.nonzeroQuantiles,
  }));
  const range = extent(points.flatMap(({ quantiles }) => quantiles)) ?? [-1, 1];
  const pad = (range[1] - range[0] || Math.abs(range[0]) || 1) * 0.04;
  const y = linearScale(range[0] - pad, range[1] + pad, HEIGHT - BOTTOM, TOP);
  const { place, isNumeric } = placesOf(seen, width);
  const drawn = points.map((point, index) => ({ ...point, x: place(index) }));
  const whole = drawn.filter(({ quantiles }) => quantiles.length === 7 && quantiles.every(isDrawable));
  const boxWidth = Math.min(40, ((width - LEFT) / Math.max(1, seen.length)) * 0.6);
  const isBoxed = !isNumeric && seen.length <= MOST_BOXES;
  const cursor = drawn.find(({ moment }) => moment.key === chosen);
  const nearest = (position: number) =>
    drawn.reduce(
      (best, point) => (Math.abs(point.x - position) < Math.abs(best.x - position) ? point : best),
      drawn[0],
    );
  return (
    <svg
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={props.label}
      style={
        { '--ridge': stageColor(seen.at(-1)?.moment.stage ?? 'baseline'), cursor: 'pointer' } as CSSProperties
      }
      onPointerDown={({ clientX, currentTarget }) =>
        props.onChoose(nearest(clientX - currentTarget.getBoundingClientRect().left).moment.key)
      }
    >
      <rect x={0} y={0} width={width} height={HEIGHT} fill="transparent" />
      {roundTicks(range[0], range[1], 5).map((tick) => (
        <g key={tick}>
          <line
            className={tick === 0 ? classes.zeroLine : classes.grid}
            x1={LEFT}
            x2={width}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
            {significant(tick, 3)}
          </text>
        </g>
      ))}
      {isBoxed
        ? whole.map(({ moment, quantiles, x }) => (
            <Box
              key={moment.key}
              color={stageColor(moment.stage)}
              quantiles={quantiles}
              x={x}
              width={boxWidth}
              y={y}
            />
          ))
        : BANDS.map(([low, high, name]) => (
            <path
              key={name}
              className={classes[name]}
              d={areaPath(
                whole.map(({ quantiles, x }) => [x, y(quantiles[low] ?? 0), y(quantiles[high] ?? 0)]),
              )}
            />
          ))}
      {!isBoxed && (
        <path
          className={classes.median}
          d={whole
            .map(
              ({ quantiles, x }, index) =>
                `${index ? 'L' : 'M'}${x.toFixed(1)} ${y(quantiles[3] ?? 0).toFixed(1)}`,
            )
            .join('')}
        />
      )}
      {cursor && (
        <line className={classes.cursor} x1={cursor.x} x2={cursor.x} y1={TOP} y2={HEIGHT - BOTTOM} />
      )}
      <line className={classes.axis} x1={LEFT} x2={width} y1={HEIGHT - BOTTOM} y2={HEIGHT - BOTTOM} />
      {labelled(drawn, isBoxed ? 64 : 48).map(({ moment, x }) => (
        <g key={moment.key}>
          <text
            className={moment.key === chosen ? classes.strong : undefined}
            x={x}
            y={HEIGHT - BOTTOM + 14}
            textAnchor="middle"
          >
            {isNumeric && moment.stage !== 'sensitivity' ? significant(moment.step) : words.short(moment)}
          </text>
          {moment.targetSparsity !== null && moment.stage !== 'sensitivity' && moment.targetSparsity > 0 && (
            <text x={x} y={HEIGHT - BOTTOM + 27} textAnchor="middle">
              {level(moment.targetSparsity)}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

function Box(props: { color: string; quantiles: (number | null)[]; x: number; width: number; y: Scale }) {
  const { quantiles, x, width, y } = props;
  const at = (index: number) => y(quantiles[index] ?? 0);
  return (
    <g style={{ '--ridge': props.color } as CSSProperties}>
      {BANDS.map(([low, high, name], index) => {
        const wide = width * [0.4, 0.7, 1][index];
        return (
          <rect
            key={name}
            className={classes[name]}
            x={x - wide / 2}
            y={at(high)}
            width={wide}
            height={Math.max(1, at(low) - at(high))}
          />
        );
      })}
      <line className={classes.median} x1={x - width / 2} x2={x + width / 2} y1={at(3)} y2={at(3)} />
    </g>
  );
}

/** Where each moment stands: by its rate or step when all are of one stage and these rise, else evenly. */
function placesOf(
  seen: readonly SeenMoment[],
  width: number,
): { place: (index: number) => number; isNumeric: boolean } {
  const right = width - 14;
  const isOneStage = new Set(seen.map(({ moment }) => moment.stage)).size === 1 && seen.length > 1;
  const rates = seen.map(({ moment }) =>
    moment.stage === 'sensitivity' ? moment.targetSparsity : moment.step,
  );
  if (
    isOneStage &&
    rates.every((rate, index) => isDrawable(rate) && (index === 0 || rate > (rates[index - 1] ?? 0)))
  ) {
    const x = linearScale(rates[0] ?? 0, rates.at(-1) ?? 1, LEFT + 12, right);
    return { place: (index) => x(rates[index] ?? 0), isNumeric: true };
  }
  const step = (right - LEFT) / Math.max(1, seen.length);
  return { place: (index) => LEFT + step * (index + 0.5), isNumeric: false };
}

/** The moments whose names have room, the last always among them. */
function labelled<T extends { x: number }>(drawn: readonly T[], room: number): T[] {
  const shown: T[] = [];
  for (const point of [...drawn].reverse()) {
    if (shown.length === 0 || (shown.at(-1) as T).x - point.x >= room) shown.push(point);
  }
  return shown;
}

function areaPath(points: [x: number, low: number, high: number][]): string {
  if (points.length === 0) return '';
  const up = points.map(([x, , high]) => `${x.toFixed(1)} ${high.toFixed(1)}`);
  const down = points.map(([x, low]) => `${x.toFixed(1)} ${low.toFixed(1)}`).reverse();
  return `M${[...up, ...down].join('L')}Z`;
}
