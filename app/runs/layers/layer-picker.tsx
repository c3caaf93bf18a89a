'use client';

import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { LayerOutline, LayerOverview } from '@/db/queries/layers';
import { percent, shape, whole } from '../../format/quantities';
import { ScrollBox } from '../../shell/scroll-box';
import classes from './layers.module.css';
import { stageColor } from './moment-words';

const SEARCH_FROM = 9;
const SPARK_WIDTH = 132;
const SPARK_HEIGHT = 20;

/** All layers with their sparsity at the chosen moment and over all of them; a tick shows a layer's distribution. */
export function LayerPicker(props: {
  overview: LayerOverview;
  chosen: string;
  picked: readonly number[];
  onPick: (ids: number[]) => void;
}) {
  const { overview, picked, onPick } = props;
  const t = useTranslations('layers');
  const [search, setSearch] = useState('');
  const { layers, moments } = overview;
  const place = moments.findIndex(({ key }) => key === props.chosen);
  const wanted = search.trim().toLowerCase();
  const found = layers.filter(({ name, type }) => `${name} ${type}`.toLowerCase().includes(wanted));
  const toggle = (id: number, isOn: boolean) =>
    onPick(
      layers.flatMap((layer) => ((layer.id === id ? isOn : picked.includes(layer.id)) ? [layer.id] : [])),
    );
  return (
    <div className={classes.picker} style={{ marginBottom: 12 }}>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginBottom: 4, alignItems: 'center' }}>
        {layers.length >= SEARCH_FROM && (
          <TextInput
            size="xs"
            w={200}
            aria-label={t('search')}
            placeholder={t('search')}
            leftSection={<IconSearch size={14} />}
            value={search}
            onChange={({ currentTarget }) => setSearch(currentTarget.value)}
          />
        )}
        <span className="muted">{t('pickedCount', { picked: picked.length, total: layers.length })}</span>
        <Button
          variant="default"
          size="compact-xs"
          onClick={() =>
            onPick(
              layers
                .filter(({ id }) => picked.includes(id) || found.some((one) => one.id === id))
                .map(({ id }) => id),
            )
          }
        >
          {wanted ? t('showFound', { count: found.length }) : t('showAll')}
        </Button>
        <Button variant="default" size="compact-xs" onClick={() => onPick([])}>
          {t('showNone')}
        </Button>
      </div>
      <ScrollBox label={t('layersLabel')}>
        <table className="data-table" data-testid="layer-table">
          <thead>
            <tr>
              <th>{t('layer')}</th>
              <th>{t('type')}</th>
              <th className="number">{t('count')}</th>
              <th className="number">{t('sparsityNow')}</th>
              <th>{t('sparsityOver')}</th>
            </tr>
          </thead>
          <tbody>
            {found.map((layer) => (
              <tr key={layer.id}>
                <td>
                  <label>
                    <input
                      type="checkbox"
                      checked={picked.includes(layer.id)}
                      onChange={({ currentTarget }) => toggle(layer.id, currentTarget.checked)}
                    />
                    <span className={`mono ${classes.name}`} title={layer.name} dir="auto">
                      {layer.name}
                    </span>
                  </label>
                </td>
                <td className="muted nowrap">
                  {layer.type} {layer.kernelShape && shape(layer.kernelShape)}
                </td>
                <td className="number">{whole(layer.count)}</td>
                <td className="number">
                  <Share value={layer.sparsities[place] ?? null} />
                </td>
                <td>
                  <Spark
                    layer={layer}
                    overview={overview}
                    place={place}
                    label={t('sparkLabel', { layer: layer.name })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {found.length === 0 && <p className="muted">{t('noneFound')}</p>}
    </div>
  );
}

function Share({ value }: { value: number | null }) {
  return (
    <span className={classes.share}>
      {percent(value)}
      <span className={classes.bar} aria-hidden>
        <span style={{ width: `${(value ?? 0) * 100}%` }} />
      </span>
    </span>
  );
}

/** A bar for each moment, filled to the share of exact zeros; one path for each stage, since there may be many bars. */
function Spark(props: { layer: LayerOutline; overview: LayerOverview; place: number; label: string }) {
  const { sparsities } = props.layer;
  const slot = Math.min(22, SPARK_WIDTH / sparsities.length);
  const wide = Math.max(0.5, slot - (slot > 4 ? 2 : 0));
  const bar = (place: number, tall: number) =>
    `M${(place * slot).toFixed(1)} ${SPARK_HEIGHT}v${(-tall).toFixed(1)}h${wide.toFixed(1)}V${SPARK_HEIGHT}z`;
  const paths = new Map<string, string>();
  let back = '';
  sparsities.forEach((value, place) => {
    if (value === null) return;
    const color = stageColor(props.overview.moments[place].stage);
    back += bar(place, SPARK_HEIGHT);
    paths.set(color, `${paths.get(color) ?? ''}${bar(place, value * SPARK_HEIGHT)}`);
  });
  return (
    <svg
      width={SPARK_WIDTH}
      height={SPARK_HEIGHT}
      role="img"
      aria-label={props.label}
      className={classes.strip}
    >
      <path className={classes.zeroBack} d={back} />
      {[...paths].map(([color, path]) => (
        <path key={color} d={path} fill={color} />
      ))}
      <rect
        x={props.place * slot}
        y={SPARK_HEIGHT - 2}
        width={Math.max(2, wide)}
        height={2}
        fill="var(--lathe-text)"
      />
    </svg>
  );
}
