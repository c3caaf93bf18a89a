'use client';

import { ActionIcon, Button } from '@mantine/core';
import { IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import type { EChartsType } from 'echarts/core';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useCallback, useRef } from 'react';
import { Chart, type ChartOption, type Colors } from '../charts/chart';
import classes from '../runs/curves/curves.module.css';
import { useDrag } from '../runs/curves/use-drag';
import { type Frame, PLOT_MARGINS } from './scatter-option';

/** Flatter than this a drag shows all of the height. */
const LEAST_HEIGHT_PX = 6;
/** Shares of the shown part that a key moves it by, or that a step inwards leaves at each side. */
const MOVE = 0.2;
const INWARDS = 0.2;
const OUTWARDS = -INWARDS / (1 - 2 * INWARDS);

const MOVES: Record<string, [right: number, down: number]> = {
  ArrowLeft: [-MOVE, 0],
  ArrowRight: [MOVE, 0],
  ArrowUp: [0, -MOVE],
  ArrowDown: [0, MOVE],
};

/**
 * The scatter with its frame: a drag over a part of it shows that part, a double click shows all again. The same by
 * buttons, and by keyboard: + and - zoom, arrows move the part, 0 shows all.
 */
export function ScatterPlot(props: {
  option: (colors: Colors) => ChartOption;
  height: number;
  label: string;
  frame: Frame | undefined;
  /** Ends of what the points reach over: a frame around them shows all. */
  reach: Frame;
  onPick: (seriesName: string, dataIndex: number) => void;
  onFrame: (frame: Frame | undefined) => void;
}) {
  const { option, height, label, frame, reach, onPick, onFrame } = props;
  const t = useTranslations('compare');
  const plot = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | undefined>(undefined);
  const show = (left: number, top: number, right: number, bottom: number) => {
    const at = (x: number, y: number) =>
      chart.current?.convertFromPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [x, y]);
    const lower = at(left, bottom);
    const upper = at(right, top);
    if (!Array.isArray(lower) || !Array.isArray(upper)) return;
    const [x, y] = [0, 1].map((axis) => ({ from: short(lower[axis]), to: short(upper[axis]) }));
    if (!(x.from < x.to && y.from < y.to)) return;
    onFrame(contains({ x, y }, reach) ? undefined : { x, y });
  };
  /** Shows another part of the same plane: each side is moved by a share of the plot's size, inwards or along. */
  const step = (inwards: number, [right, down]: [number, number] = [0, 0]) => {
    const width = (plot.current?.clientWidth ?? 0) - PLOT_MARGINS.left - PLOT_MARGINS.right;
    const tall = height - PLOT_MARGINS.top - PLOT_MARGINS.bottom;
    show(
      PLOT_MARGINS.left + width * (right + inwards),
      PLOT_MARGINS.top + tall * (down + inwards),
      PLOT_MARGINS.left + width * (1 + right - inwards),
      PLOT_MARGINS.top + tall * (1 + down - inwards),
    );
  };
  const stretch = useDrag(plot, {
    onStretch({ left, top, width, height: tall }) {
      const isFlat = tall < LEAST_HEIGHT_PX;
      show(left, isFlat ? 0 : top, left + width, isFlat ? height : top + tall);
    },
    onDoubleClick: () => onFrame(undefined),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === '+' || key === '=') step(INWARDS);
    else if (key === '-') step(OUTWARDS);
    else if (key === '0') onFrame(undefined);
    else if (key in MOVES && frame) step(0, MOVES[key]);
    else return;
    event.preventDefault();
  };
  const onReady = useCallback((made: EChartsType) => {
    chart.current = made;
    return () => {
      chart.current = undefined;
    };
  }, []);
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of a picture and its keys is no fieldset */}
      <div
        ref={plot}
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the part that is shown is moved by keys
        tabIndex={0}
        aria-label={t('scatterKeys')}
        className={classes.plot}
        style={{ height }}
        onKeyDown={onKeyDown}
      >
        <Chart
          kind="scatter"
          option={option}
          height={height}
          label={label}
          onPick={onPick}
          onReady={onReady}
        />
        {stretch && (
          <div
            className={classes.stretch}
            style={{
              ...stretch,
              bottom: 'auto',
              ...(stretch.height < LEAST_HEIGHT_PX && { top: 0, height }),
            }}
            aria-hidden
          />
        )}
      </div>
      <p className={classes.hint}>
        <ActionIcon variant="default" size="sm" aria-label={t('zoomIn')} onClick={() => step(INWARDS)}>
          <IconZoomIn size={14} />
        </ActionIcon>{' '}
        <ActionIcon
          variant="default"
          size="sm"
          aria-label={t('zoomOut')}
          disabled={!frame}
          onClick={() => step(OUTWARDS)}
        >
          <IconZoomOut size={14} />
        </ActionIcon>{' '}
        {frame ? t('framed') : t('frameHint')}
        {frame && (
          <Button size="compact-xs" variant="light" onClick={() => onFrame(undefined)}>
            {t('resetFrame')}
          </Button>
        )}
      </p>
    </>
  );
}

function contains(outer: Frame, inner: Frame): boolean {
  return (['x', 'y'] as const).every(
    (axis) => outer[axis].from <= inner[axis].from && outer[axis].to >= inner[axis].to,
  );
}

/** No more digits than a pixel has. */
function short(value: number): number {
  return Number(value.toPrecision(6));
}
