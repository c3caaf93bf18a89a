'use client';

import { SegmentedControl } from '@mantine/core';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import type { LayerDistribution, LayerOverview } from '@/db/queries/layers';
import { whole } from '../../format/quantities';
import { FIRST_LAYERS } from './first-layers';
import type { CountScale } from './histogram-shape';
import { LayerCard, type LayerView } from './layer-card';
import { LayerPicker } from './layer-picker';
import classes from './layers.module.css';
import { useMomentWords } from './moment-words';
import type { ValueChoice } from './percentile-bands';
import { useDistributions } from './use-distributions';

/** The layers of a run over its stages, rates and steps. What is chosen stays while the run goes on. */
export function LayerExplorer(props: {
  runId: number;
  overview: LayerOverview;
  /** Distributions of the first layers. */
  initial: LayerDistribution[];
}) {
  const { runId, overview, initial } = props;
  const t = useTranslations('layers');
  const address = useSearchParams();
  const { moments, layers } = overview;
  /** Undefined follows the last moment. */
  const [kept, setKept] = useState<string>();
  const [counts, setCounts] = useState<CountScale>('linear');
  const [values, setValues] = useState<ValueChoice>('all');
  /** By name, so that another tensor keeps the layers; undefined shows the first ones. */
  const [pickedNames, setPickedNames] = useState<ReadonlySet<string>>();
  const picked = layers
    .filter(({ name }, place) => (pickedNames ? pickedNames.has(name) : place < FIRST_LAYERS))
    .map(({ id }) => id);
  const distributions = useDistributions(runId, overview, initial, picked);
  const chosen = moments.find(({ key }) => key === kept) ?? moments[moments.length - 1];
  const choose = (key: string) => setKept(key === moments.at(-1)?.key ? undefined : key);
  const view: LayerView = { chosen: chosen.key, counts, values, onChoose: choose };
  return (
    <>
      <div className={classes.toolbar}>
        {overview.tensors.length > 1 && (
          <nav aria-label={t('tensorLabel')} style={{ display: 'flex', gap: 12 }}>
            {overview.tensors.map((tensor) => (
              <Link
                key={tensor}
                href={tensorAddress(address, tensor)}
                scroll={false}
                prefetch={false}
                aria-current={tensor === overview.tensor ? 'true' : undefined}
                style={
                  tensor === overview.tensor ? { color: 'var(--lathe-text)', fontWeight: 600 } : undefined
                }
              >
                {t(`tensor.${tensor}`)}
              </Link>
            ))}
          </nav>
        )}
        <Choice
          label={t('countScale')}
          value={counts}
          options={(['linear', 'log', 'own'] as const).map((value) => ({
            value,
            label: t(`counts.${value}`),
          }))}
          onChange={setCounts}
        />
        <Choice
          label={t('percentilesOf')}
          value={values}
          options={(['all', 'nonzero'] as const).map((value) => ({ value, label: t(`values.${value}`) }))}
          onChange={setValues}
        />
        {overview.momentCount > moments.length && (
          <span className="muted">
            {t('momentsShown', { shown: moments.length, total: whole(overview.momentCount) })}
          </span>
        )}
      </div>
      <LayerPicker
        overview={overview}
        chosen={chosen.key}
        picked={picked}
        onPick={(ids) =>
          setPickedNames(new Set(layers.filter(({ id }) => ids.includes(id)).map(({ name }) => name)))
        }
      />
      {moments.length > 1 && <MomentSlider overview={overview} chosen={chosen.key} onChoose={choose} />}
      {layers
        .filter(({ id }) => picked.includes(id))
        .map((layer) => (
          <LayerCard
            key={layer.name}
            layer={layer}
            overview={overview}
            distribution={distributions.get(layer.id)}
            view={view}
          />
        ))}
    </>
  );
}

/** The present address with another tensor; what else stands in it stays. */
function tensorAddress(address: URLSearchParams, tensor: string): string {
  const next = new URLSearchParams(address);
  next.set('tensor', tensor);
  return `?${next}#layers`;
}

/** A slider over the moments; arrow keys, Home and End move it. */
function MomentSlider(props: { overview: LayerOverview; chosen: string; onChoose: (key: string) => void }) {
  const t = useTranslations('layers');
  const words = useMomentWords();
  const id = useId();
  const { moments } = props.overview;
  const place = moments.findIndex(({ key }) => key === props.chosen);
  return (
    <div className={`${classes.toolbar} ${classes.sticky}`}>
      <div className={classes.slider}>
        <label htmlFor={id} className="muted">
          {t(moments[place].stage === 'sensitivity' ? 'levelSlider' : 'stageSlider')}
        </label>
        <input
          id={id}
          type="range"
          min={0}
          max={moments.length - 1}
          value={place}
          aria-valuetext={words.whole(moments[place])}
          onChange={({ currentTarget }) => props.onChoose(moments[Number(currentTarget.value)].key)}
        />
        <output htmlFor={id} className={classes.moment} data-testid="moment">
          {words.whole(moments[place])}
        </output>
      </div>
    </div>
  );
}

function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', flexWrap: 'wrap', gap: 8 }}>
      <span className="muted" style={{ fontSize: 'var(--mantine-font-size-sm)' }}>
        {props.label}
      </span>
      <SegmentedControl
        size="xs"
        aria-label={props.label}
        data={props.options}
        value={props.value}
        onChange={props.onChange}
      />
    </span>
  );
}
