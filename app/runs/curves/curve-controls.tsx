'use client';

import { Button, Checkbox, SegmentedControl } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, type ReactNode, useId } from 'react';
import type { CurveSettings } from './curve-settings';
import { MOST_SMOOTHING, type ShownWindow, type XMode } from './curve-x';
import classes from './curves.module.css';

/** Search, axes, smoothing and the shown part of the x axis, for all curves at once. */
export function CurveControls(props: {
  settings: CurveSettings;
  onChange: (change: Partial<CurveSettings>) => void;
  hasEpochs: boolean;
  window: ShownWindow | undefined;
  /** What the ends of the window are: steps, epochs or seconds. */
  windowIn: XMode;
  onZoom: (window: ShownWindow | undefined) => void;
  /** Before the other controls, for what is shown at all. */
  children: ReactNode;
}) {
  const { settings, onChange, hasEpochs, window, windowIn, onZoom, children } = props;
  const t = useTranslations('curves');
  const smoothingId = useId();
  const modes: XMode[] = hasEpochs ? ['step', 'epoch', 'time'] : ['step', 'time'];
  return (
    <fieldset className={classes.controls} aria-label={t('controls')}>
      {children}
      <SegmentedControl
        size="xs"
        value={modes.includes(settings.xMode) ? settings.xMode : 'step'}
        onChange={(value) => onChange({ xMode: value as XMode })}
        data={modes.map((value) => ({ value, label: t(`x.${value}`) }))}
        aria-label={t('against')}
      />
      <span className={classes.smoothing}>
        <label htmlFor={smoothingId}>{t('smoothing')}</label>
        <input
          id={smoothingId}
          type="range"
          min={0}
          max={MOST_SMOOTHING}
          step={0.01}
          value={settings.smoothing}
          onChange={({ currentTarget }) => onChange({ smoothing: Number(currentTarget.value) })}
        />
        <output htmlFor={smoothingId}>{settings.smoothing.toFixed(2)}</output>
      </span>
      <Checkbox
        size="xs"
        checked={settings.isLog}
        onChange={({ currentTarget }) => onChange({ isLog: currentTarget.checked })}
        label={t('logScale')}
      />
      <WindowFields
        key={`${windowIn} ${window?.from} ${window?.to}`}
        window={window}
        windowIn={windowIn}
        onZoom={onZoom}
      />
    </fieldset>
  );
}

/** The shown part of the x axis in figures: zoom without a pointer. */
function WindowFields({
  window,
  windowIn,
  onZoom,
}: {
  window: ShownWindow | undefined;
  windowIn: XMode;
  onZoom: (window: ShownWindow | undefined) => void;
}) {
  const t = useTranslations('curves');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const [from, to] = ['from', 'to'].map((name) => Number(data.get(name)));
    if (to > from) onZoom({ from, to });
  };
  return (
    <form className={classes.steps} onSubmit={submit}>
      {(['from', 'to'] as const).map((name) => (
        <label key={name}>
          {t(`${name}.${windowIn}`)}
          <input
            name={name}
            type="number"
            step={windowIn === 'step' ? 1 : 'any'}
            required
            defaultValue={window?.[name]}
          />
        </label>
      ))}
      <Button size="compact-xs" variant="default" type="submit">
        {t('zoom')}
      </Button>
    </form>
  );
}
