'use client';

import type { CSSProperties } from 'react';
import type { LayerMoment, LayerPoint } from '@/db/queries/layers';
import { level, significant } from '../../format/quantities';
import { binWidth, type CountScale, densities, drawable, heights, outline } from './histogram-shape';
import classes from './layers.module.css';
import { type MomentWords, stageColor } from './moment-words';
import { evenPlaces, linearScale, roundTicks } from './scales';

const MOST_RIDGES = 16;
/** Widest place of the names at the left, and the width of one of their characters. */
const WIDEST_LABEL = 96;
const CHARACTER = 6.6;
const ZEROS = 62;
const ZERO_BAR = 16;
const AXIS = 20;
const HEIGHT = 250;

/** A moment of a layer with what was seen then. */
export interface SeenMoment {
  moment: LayerMoment;
  point: LayerPoint;
}

/**
 * The nonzero values of a layer at one moment after the other, on a shared axis: equal areas are equal numbers of
 * values. Exact zeros stand apart, as a bar and its share. A row is chosen by a click.
 */
export function Ridgelines(props: {
  seen: readonly SeenMoment[];
  chosen: string;
  axis: [low: number, high: number];
  counts: CountScale;
  width: number;
  words: MomentWords;
  zerosWord: string;
  label: string;
  onChoose: (key: string) => void;
}) {
  const { seen, chosen, axis, counts, width, words } = props;
  const chosenPlace = seen.findIndex(({ moment }) => moment.key === chosen);
  const shown = evenPlaces(seen.length, MOST_RIDGES, chosenPlace).map((place) => seen[place]);
  const span = axis[1] - axis[0];
  const histograms = shown.map(({ point }) => drawable(point.histogram));
  const reference = Math.min(...histograms.flatMap((one) => (one ? [binWidth(one, span)] : [])), span / 64);
  const values = histograms.map((one) => (one ? densities(one, span, reference) : []));
  const highest = Math.max(1, ...values.flat());
  const overlap = shown.length > 3 ? 1.7 : 0.86;
  const rowHeight = (HEIGHT - AXIS) / (shown.length - 1 + Math.max(1, overlap) + 0.15);
  const top = HEIGHT - AXIS - rowHeight * shown.length;
  const isOneStage = new Set(shown.map(({ moment }) => moment.stage)).size === 1 && shown.length > 1;
  // The step tells moments of one stage apart; the rate those of a sensitivity run.
  const nameOf = (moment: LayerMoment) =>
    isOneStage && moment.stage !== 'sensitivity' ? significant(moment.step) : words.short(moment);
  const longest = Math.max(...shown.map(({ moment }) => nameOf(moment).length));
  const labels = Math.min(WIDEST_LABEL, Math.max(36, longest * CHARACTER + 10));
  const x = linearScale(axis[0], axis[1], labels + ZEROS, width - 6);
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={props.label}>
      {roundTicks(axis[0], axis[1], width > 340 ? 4 : 3).map((tick) => (
        <g key={tick}>
          <line
            className={tick === 0 ? classes.zeroLine : classes.grid}
            x1={x(tick)}
            x2={x(tick)}
            y1={4}
            y2={HEIGHT - AXIS}
          />
          <text x={x(tick)} y={HEIGHT - 5} textAnchor="middle">
            {significant(tick, 3)}
          </text>
        </g>
      ))}
      <text x={labels} y={HEIGHT - 5}>
        {props.zerosWord}
      </text>
      {shown.map(({ moment, point }, index) => {
        const bottom = top + rowHeight * (index + 1);
        const histogram = histograms[index];
        const isChosen = moment.key === chosen;
        const tall = Math.min(rowHeight - 3, 18);
        return (
          <g
            key={moment.key}
            style={{ '--ridge': stageColor(moment.stage) } as CSSProperties}
            onPointerDown={() => props.onChoose(moment.key)}
          >
            <title>{`${words.whole(moment)}: ${level(point.sparsity)} ${props.zerosWord}`}</title>
            <rect className={classes.row} x={0} y={bottom - rowHeight} width={width} height={rowHeight} />
            <text className={isChosen ? classes.strong : undefined} x={0} y={bottom - 4}>
              {nameOf(moment)}
            </text>
            <rect className={classes.zeroBack} x={labels} y={bottom - tall} width={ZERO_BAR} height={tall} />
            <rect
              className={classes.zeroShare}
              x={labels}
              y={bottom - tall * point.sparsity}
              width={ZERO_BAR}
              height={tall * point.sparsity}
            />
            {rowHeight > 10 && (
              <text
                className={isChosen ? classes.strong : undefined}
                x={labels + ZERO_BAR + 5}
                y={bottom - 4}
              >
                {level(point.sparsity)}
              </text>
            )}
            {histogram ? (
              <path
                className={`${classes.ridge} ${isChosen ? classes.chosen : ''}`}
                d={outline(
                  histogram,
                  span,
                  heights(values[index], highest, counts),
                  x,
                  bottom,
                  rowHeight * overlap,
                )}
              />
            ) : (
              <line className={classes.axis} x1={x(axis[0])} x2={x(axis[1])} y1={bottom} y2={bottom} />
            )}
          </g>
        );
      })}
    </svg>
  );
}
