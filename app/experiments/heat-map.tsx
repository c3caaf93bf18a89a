'use client';

import { Tooltip } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { SensitivityCell, SensitivityMap } from '@/db/queries/sensitivity';
import { TOLERATED_DROP } from '@/lib/domain/sensitivity';
import {
  intervalOfAccuracy,
  intervalOfDrop,
  level as levelText,
  percent,
  points,
} from '../format/quantities';
import { SqlLink } from '../format/sql-link';
import { ScrollX } from '../shell/scroll-x';
import classes from './heat-map.module.css';
import { DROP_BINS, dropBin, sensitiveFrom } from './sensitivity-scale';
import { SensitivityTable } from './sensitivity-table';

const BINS = [0, 1, 2, 3, 4, 5, 6, 7].map((bin) => classes[`bin${bin}`]);

/** Accuracy lost by pruning one layer alone: layers down, sparsities across, the exact value in each cell. */
export function HeatMap({ map }: { map: SensitivityMap }) {
  const t = useTranslations('experiments');
  const words = useTranslations('words');
  const samples = map.cells[0].samples;
  return (
    <div>
      <div className={classes.caption}>
        <strong>{map.modelName}</strong>
        <span className="muted">
          {t('mapCaption', {
            split: words(`split.${map.split as 'validation'}`),
            samples,
            granularity: words(`granularity.${map.granularity as 'element'}`),
          })}
        </span>
        <Link href={`/runs/${map.runId}`}>{t('runNumber', { id: map.runId })}</Link>
        <SqlLink sql={mapSql(map)} />
      </div>
      <ScrollX label={t('mapLabel', { model: map.modelName })}>
        <table className={classes.map} aria-label={t('mapLabel', { model: map.modelName })}>
          <thead>
            <tr>
              <th scope="col" style={{ textAlign: 'left' }}>
                {t('layer')}
              </th>
              {map.levels.map((level) => (
                <th key={level} scope="col">
                  {shown(map, level)}
                </th>
              ))}
              <th scope="col">{t('sensitiveFrom')}</th>
            </tr>
          </thead>
          <tbody>
            {map.layers.map((layer) => (
              <MapRow
                key={layer}
                map={map}
                layer={layer}
                cells={map.cells.filter((cell) => cell.layer === layer)}
              />
            ))}
          </tbody>
        </table>
      </ScrollX>
      <details className={classes.details}>
        <summary>{t('exactValues')}</summary>
        <SensitivityTable map={map} />
      </details>
    </div>
  );
}

function MapRow({ map, layer, cells }: { map: SensitivityMap; layer: string; cells: SensitivityCell[] }) {
  const t = useTranslations('experiments');
  const from = sensitiveFrom(cells, map.technique);
  return (
    <tr>
      <th scope="row" className={`mono ${classes.layer}`} title={layer} dir="auto">
        {layer}
      </th>
      {map.levels.map((level) => {
        const cell = cells.find((candidate) => candidate.level === level);
        return cell ? <MapCell key={level} cell={cell} /> : <td key={level} className={classes.cell} />;
      })}
      <td className={classes.from}>
        {from === undefined ? (
          <span className="muted">{t('noneTried')}</span>
        ) : (
          <strong>{shown(map, from)}</strong>
        )}
      </td>
    </tr>
  );
}

function MapCell({ cell }: { cell: SensitivityCell }) {
  const t = useTranslations('experiments');
  const { correct, samples, accuracyDrop, achievedSparsity } = cell;
  const baseline = { correct: Math.round(correct + accuracyDrop * samples), samples };
  const label = t('cellDetails', {
    layer: cell.layer,
    sparsity: percent(achievedSparsity, 1),
    accuracy: percent(correct / samples),
    interval: intervalOfAccuracy(cell),
    correct,
    samples,
    drop: points(accuracyDrop),
    dropInterval: intervalOfDrop(baseline, cell),
  });
  return (
    <Tooltip label={<span style={{ whiteSpace: 'pre-line' }}>{label}</span>}>
      <td className={`${classes.cell} ${BINS[dropBin(accuracyDrop)]}`}>{points(accuracyDrop)}</td>
    </Tooltip>
  );
}

/** What the colours and the last column mean. */
export function HeatMapLegend() {
  const t = useTranslations('experiments');
  return (
    <>
      <div className={classes.legend}>
        <span style={{ marginRight: 6 }}>{t('legend')}</span>
        {DROP_BINS.map((low, bin) => (
          <span key={low} className={`${classes.swatch} ${BINS[bin]}`}>
            {bin === 0 ? `≤ ${DROP_BINS[1] * 100}` : `> ${low * 100}`}
          </span>
        ))}
      </div>
      <p className="muted" style={{ fontSize: 'var(--mantine-font-size-sm)', margin: '8px 0 0' }}>
        {t('threshold', { tolerated: TOLERATED_DROP * 100 })}
      </p>
    </>
  );
}

/** A level by its unit: sparsity, or bits. */
function shown({ technique }: SensitivityMap, level: number): string {
  return technique === 'quantize' ? `${level} bit` : levelText(level);
}

/** A rate at which layers differ and networks still work. */
const TELLING_LEVEL = 0.8;

/** All cells of the map, the layers that lose most at one level first: which one is the reader's to change. */
function mapSql({ runId, levels }: SensitivityMap): string {
  const level = levels.includes(TELLING_LEVEL) ? TELLING_LEVEL : levels[0];
  return `-- Accuracy lost when one layer alone is compressed; first the layer that loses most at one level
SELECT l.name AS layer, s.level, s.achieved_sparsity, s.accuracy, s.accuracy_drop, s.correct, s.samples, s.split
FROM layer_sensitivity s
JOIN layers l ON l.id = s.layer_id
WHERE s.run_id = ${runId}
ORDER BY max(s.accuracy_drop) FILTER (WHERE s.level = ${level}) OVER (PARTITION BY s.layer_id) DESC,
  l.position, s.level`;
}
