'use client';

import { SegmentedControl } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { SensitivityMap } from '@/db/queries/sensitivity';
import { TOLERATED_DROP } from '@/lib/domain/sensitivity';
import { level as levelText, percent, points as pointsText, whole } from '../../format/quantities';
import classes from './layers.module.css';
import { extent, linearScale, roundTicks } from './scales';
import { baselineAccuracy, markOf, type Quantity, spaced } from './sensitivity-marks';
import { seriesStyle } from './series-style';

const HEIGHT = 340;
const LEFT = 72;
const RIGHT = 14;
const TOP = 10;
const BOTTOM = 40;
/** Whiskers of neighbouring layers stand this far apart. */
const DODGE_PX = 3;
/** Of more lines only the one that is pointed at has whiskers. */
const MOST_WHISKERS = 10;

type Spread = 'log' | 'linear';

/** Losses below about half a point are drawn linearly, larger ones by their logarithm: small and large ones are seen together. */
const LINEAR_UP_TO = 0.005;
const LOG_TICKS = [-0.05, -0.02, -0.01, -0.005, 0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

/** Accuracy, or what was lost of it, against the level at which one layer alone was compressed: one line a layer. */
export function SensitivityCurves({ map }: { map: SensitivityMap }) {
  const t = useTranslations('layers');
  const words = useTranslations('words.split');
  const { ref, width: measured } = useElementSize<HTMLDivElement>();
  const [quantity, setQuantity] = useState<Quantity>('drop');
  const [spread, setSpread] = useState<Spread>('log');
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string>();
  const width = Math.max(280, Math.floor(measured || 720));
  const lines = map.layers.map((layer, index) => ({
    layer,
    ...seriesStyle(index),
    marks: map.cells.filter((cell) => cell.layer === layer).map((cell) => markOf(cell, quantity)),
  }));
  const shown = lines.filter(({ layer }) => !hidden.has(layer));
  const range = extent(shown.flatMap(({ marks }) => marks.flatMap(({ low, high }) => [low, high]))) ?? [0, 1];
  const baseline = baselineAccuracy(map);
  const tolerated = quantity === 'drop' ? TOLERATED_DROP : baseline - TOLERATED_DROP;
  const low = Math.min(range[0], tolerated);
  const high = Math.max(range[1], tolerated);
  const isBits = map.technique === 'quantize';
  const first = map.levels[0];
  const last = map.levels[map.levels.length - 1];
  const x = linearScale(isBits ? last : first, isBits ? first : last, LEFT + 16, width - RIGHT - 8);
  const isLog = quantity === 'drop' && spread === 'log';
  const bend = (value: number) => (isLog ? Math.asinh(value / LINEAR_UP_TO) : value);
  const straight = linearScale(bend(low), bend(high), HEIGHT - BOTTOM, TOP);
  const y = (value: number) => straight(bend(value));
  const ticks = isLog ? LOG_TICKS.filter((tick) => tick >= low && tick <= high) : roundTicks(low, high, 6);
  const show = (value: number) => (quantity === 'drop' ? pointsText(value, 1) : percent(value, 1));
  const toggle = (layer: string) =>
    setHidden((before) => {
      const after = new Set(before);
      if (!after.delete(layer)) after.add(layer);
      return after;
    });
  return (
    <div>
      <div
        style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 16px', alignItems: 'center', marginBottom: 4 }}
      >
        <SegmentedControl
          size="xs"
          aria-label={t('curvesTitle')}
          data={[
            { value: 'drop', label: t('showDrop') },
            { value: 'accuracy', label: t('showAccuracy') },
          ]}
          value={quantity}
          onChange={(value) => setQuantity(value as Quantity)}
        />
        {quantity === 'drop' && (
          <SegmentedControl
            size="xs"
            aria-label={t('axisScale')}
            data={[
              { value: 'log', label: t('axisLog') },
              { value: 'linear', label: t('axisLinear') },
            ]}
            value={spread}
            onChange={(value) => setSpread(value as Spread)}
          />
        )}
        <span className="muted" style={{ fontSize: 'var(--mantine-font-size-sm)' }}>
          {t('curvesCaption', { samples: whole(map.cells[0].samples), split: words(map.split as 'test') })}
        </span>
      </div>
      <div ref={ref} className={classes.plot}>
        <svg width={width} height={HEIGHT} role="img" aria-label={t('curvesLabel', { count: shown.length })}>
          {ticks.map((tick) => (
            <g key={tick}>
              <line className={classes.grid} x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
              <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
                {show(tick)}
              </text>
            </g>
          ))}
          {spaced(map.levels, x, 34).map((level) => (
            <text key={level} x={x(level)} y={HEIGHT - BOTTOM + 15} textAnchor="middle">
              {isBits ? level : levelText(level)}
            </text>
          ))}
          <text transform={`translate(12 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)`} textAnchor="middle">
            {t(quantity === 'drop' ? 'dropAxis' : 'accuracyAxis')}
          </text>
          <text x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 6} textAnchor="middle">
            {t(isBits ? 'bitsAxis' : 'levelAxis')}
          </text>
          <line
            x1={LEFT}
            x2={width - RIGHT}
            y1={y(tolerated)}
            y2={y(tolerated)}
            stroke="var(--lathe-bad)"
            strokeDasharray="5 3"
          />
          <text x={LEFT + 4} y={y(tolerated) - 4} className={classes.tolerated}>
            {t('tolerated', { points: TOLERATED_DROP * 100 })}
          </text>
          {shown.map(({ layer, color, dash, marks }, index) => {
            const isDim = focused !== undefined && focused !== layer;
            const shift = (index - (shown.length - 1) / 2) * Math.min(DODGE_PX, 24 / shown.length);
            return (
              <g
                key={layer}
                stroke={color}
                opacity={isDim ? 0.15 : 1}
                onPointerEnter={() => setFocused(layer)}
                onPointerLeave={() => setFocused(undefined)}
              >
                <path
                  d={marks
                    .map(
                      ({ level, value }, at) =>
                        `${at ? 'L' : 'M'}${(x(level) + shift).toFixed(1)} ${y(value).toFixed(1)}`,
                    )
                    .join('')}
                  fill="none"
                  strokeWidth={focused === layer ? 3 : 1.75}
                  strokeDasharray={dash}
                />
                {marks.map((mark) => (
                  <g key={mark.level}>
                    <title>
                      {t('curveTip', {
                        layer,
                        level: isBits ? t('bits', { bits: mark.level }) : levelText(mark.level),
                        value: `${show(mark.value)} (${show(mark.low)} … ${show(mark.high)})`,
                      })}
                    </title>
                    {(shown.length <= MOST_WHISKERS || focused === layer) && (
                      <line
                        x1={x(mark.level) + shift}
                        x2={x(mark.level) + shift}
                        y1={y(mark.low)}
                        y2={y(mark.high)}
                        strokeOpacity={0.55}
                      />
                    )}
                    <circle cx={x(mark.level) + shift} cy={y(mark.value)} r={3} fill={color} stroke="none" />
                  </g>
                ))}
              </g>
            );
          })}
          <line
            className={classes.axis}
            x1={LEFT}
            x2={width - RIGHT}
            y1={HEIGHT - BOTTOM}
            y2={HEIGHT - BOTTOM}
          />
        </svg>
      </div>
      <ul className={classes.legend}>
        {lines.map(({ layer, color, dash }) => (
          <li key={layer}>
            <button
              type="button"
              aria-pressed={!hidden.has(layer)}
              onClick={() => toggle(layer)}
              onPointerEnter={() => setFocused(layer)}
              onPointerLeave={() => setFocused(undefined)}
              onFocus={() => setFocused(layer)}
              onBlur={() => setFocused(undefined)}
            >
              <svg width={22} height={8} aria-hidden>
                <line x1={0} x2={22} y1={4} y2={4} stroke={color} strokeWidth={2.5} strokeDasharray={dash} />
              </svg>
              <span className={`mono ${classes.name}`} title={layer} dir="auto">
                {layer}
              </span>
            </button>
          </li>
        ))}
        {hidden.size > 0 && (
          <li>
            <button type="button" onClick={() => setHidden(new Set())}>
              {t('allLayers')}
            </button>
          </li>
        )}
      </ul>
    </div>
  );
}
