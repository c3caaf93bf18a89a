import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { LayerStatsRow } from '@/db/queries/layers';
import type { LayerTensor } from '@/lib/domain/recorder';
import { level, percent, shape, significant, whole } from '../format/quantities';
import { SqlLink } from '../format/sql-link';
import { Section } from '../shell/page-body';
import { ScrollX } from '../shell/scroll-x';
import { histogramLabel, LayerHistogram } from './layer-histogram';

/** Statistics and histogram of each layer at each stage. */
export function LayerTable(props: {
  runId: number;
  rows: LayerStatsRow[];
  tensor: LayerTensor;
  tensors: LayerTensor[];
}) {
  const { runId, rows, tensor, tensors } = props;
  const t = useTranslations('run');
  if (tensors.length === 0) return null;
  const layers = [...new Set(rows.map(({ layer }) => layer))];
  return (
    <Section
      id="layers"
      title={t('layers')}
      aside={
        <>
          {tensors.map((other) =>
            other === tensor ? (
              <strong key={other} style={{ color: 'var(--lathe-text)' }}>
                {t(`tensor.${other}`)}
              </strong>
            ) : (
              <Link key={other} href={`?tensor=${other}#layers`} scroll={false}>
                {t(`tensor.${other}`)}
              </Link>
            ),
          )}
          <SqlLink sql={layersSql(runId, tensor)} />
        </>
      }
    >
      <ScrollX label={t('layers')}>
        <table className="data-table" data-testid="layer-table">
          <thead>
            <tr>
              <th>{t('layer')}</th>
              <th>{t('stage')}</th>
              <th className="number">{t('values')}</th>
              <th className="number">{t('nonzero')}</th>
              <th className="number">{t('sparsity')}</th>
              <th className="number">{t('mean')}</th>
              <th className="number">{t('std')}</th>
              <th className="number">{t('range')}</th>
              <th className="number">{t('quantiles')}</th>
              <th>
                <span aria-hidden style={{ color: 'var(--lathe-technique-combined)' }}>
                  ■{' '}
                </span>
                {t('distribution')}
              </th>
            </tr>
          </thead>
          <tbody>
            {layers.map((layer) => (
              <LayerRows key={layer} stages={rows.filter((row) => row.layer === layer)} />
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Section>
  );
}

function LayerRows({ stages }: { stages: LayerStatsRow[] }) {
  const t = useTranslations('run');
  const words = useTranslations('words.stage');
  const histograms = stages.flatMap(({ histogram }) => histogram ?? []);
  const lo = Math.min(...histograms.map((histogram) => histogram.lo));
  const hi = Math.max(...histograms.map((histogram) => histogram.hi));
  return stages.map((row, index) => (
    <tr key={`${row.stage} ${row.step}`}>
      <td>
        {index === 0 && (
          <>
            <span className="mono">{row.layer}</span>
            <div className="muted nowrap" style={{ fontSize: 'var(--mantine-font-size-xs)' }}>
              {row.type} {row.kernelShape && shape(JSON.parse(row.kernelShape))}
            </div>
          </>
        )}
      </td>
      <td className="nowrap">
        {words(row.stage)}
        {row.targetSparsity !== null && row.targetSparsity > 0 && (
          <span className="muted"> {level(row.targetSparsity)}</span>
        )}
        {row.round > 0 && <span className="muted"> {t('round', { round: row.round })}</span>}
      </td>
      <td className="number">{whole(row.count)}</td>
      <td className="number">{whole(row.count - row.zeros)}</td>
      <td className="number">{percent(row.sparsity)}</td>
      <td className="number">{significant(row.mean, 3)}</td>
      <td className="number">{significant(row.std, 3)}</td>
      <td className="number">
        {significant(row.min, 3)} … {significant(row.max, 3)}
      </td>
      <td className="number">
        {significant(row.q05, 3)} / {significant(row.q50, 3)} / {significant(row.q95, 3)}
      </td>
      <td style={{ paddingBottom: 2, paddingTop: 2 }}>
        <LayerHistogram row={row} lo={lo} hi={hi} label={histogramLabel(row, t('zeros'))} />
      </td>
    </tr>
  ));
}

function layersSql(runId: number, tensor: string): string {
  return `-- Weight distribution of each layer at each stage
SELECT layer, stage, step, target_sparsity, value_count, zeros, sparsity, mean, std, min_value, max_value, q05, q50, q95
FROM layer_stats
WHERE run_id = ${runId} AND tensor = '${tensor}'
ORDER BY layer_id, step`;
}
