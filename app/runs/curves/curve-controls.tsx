'use client';

import { Button, Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useId } from 'react';
import type { CurveSettings } from './curve-settings';
import type { ShownWindow, XMode } from './curve-x';
import classes from './curves.module.css';

/** Search, axes, smoothing and the shown steps, for all curves of the run at once. */
export function CurveControls(props: {
  settings: CurveSettings;
  onChange: (change: Partial<CurveSettings>) => void;
  hasEpochs: boolean;
  window: ShownWindow | undefined;
  onZoom: (window: ShownWindow | undefined) => void;
  search: string;
  onSearch: (search: string) => void;
}) {
  const { settings, onChange, hasEpochs, window, onZoom, search, onSearch } = props;
  const t = useTranslations('curves');
  const smoothingId = useId();
  const modes: XMode[] = hasEpochs ? ['step', 'epoch', 'time'] : ['step', 'time'];
  return (
    <fieldset className={classes.controls} aria-label={t('controls')}>
      <TextInput
        size="xs"
        type="search"
        value={search}
        onChange={({ currentTarget }) => onSearch(currentTarget.value)}
        placeholder={t('search')}
        aria-label={t('search')}
        className={classes.search}
      />
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
          max={0.99}
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
      <StepFields key={window ? `${window.from} ${window.to}` : ''} window={window} onZoom={onZoom} />
    </fieldset>
  );
}

/** The shown steps in figures: zoom without a pointer. */
function StepFields({
  window,
  onZoom,
}: {
  window: ShownWindow | undefined;
  onZoom: (window: ShownWindow | undefined) => void;
}) {
  const t = useTranslations('curves');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const [from, to] = ['from', 'to'].map((name) => Number.parseInt(String(data.get(name)), 10));
    if (to > from) onZoom({ from, to });
  };
  return (
    <form className={classes.steps} onSubmit={submit}>
      {(['from', 'to'] as const).map((name) => (
        <label key={name}>
          {t(`${name}Step`)}
          <input name={name} type="number" step={1} required defaultValue={window?.[name]} />
        </label>
      ))}
      <Button size="compact-xs" variant="default" type="submit">
        {t('zoom')}
      </Button>
    </form>
  );
}
