import { getTranslations } from 'next-intl/server';
import { read } from '../../data/read';
import { SqlLink } from '../../format/sql-link';
import { Section } from '../../shell/page-body';
import { FIRST_LAYERS, FIRST_POINTS } from './first-layers';
import { LayerExplorer } from './layer-explorer';

/** The layers of a run over its stages, rates and steps, for one tensor. */
export async function LayersSection({ runId, wanted }: { runId: number; wanted: string }) {
  const t = await getTranslations('layers');
  const overview = await read('findLayerOverview', runId, wanted);
  if (!overview) return null;
  const sent = Math.min(FIRST_LAYERS, Math.max(1, Math.floor(FIRST_POINTS / overview.moments.length)));
  const shown = overview.layers.slice(0, sent).map(({ id }) => id);
  const initial = await read('listLayerDistributions', runId, overview.tensor, shown);
  return (
    <Section
      id="layers"
      title={t('title')}
      aside={
        <>
          <span className="nowrap">
            {t('figures')}: <SqlLink sql={layersSql(runId, overview.tensor)} />
          </span>
          <span className="nowrap">
            {t('histograms')}: <SqlLink sql={histogramsSql(runId, overview.tensor)} />
          </span>
        </>
      }
    >
      <LayerExplorer runId={runId} overview={overview} initial={initial} />
    </Section>
  );
}

function layersSql(runId: number, tensor: string): string {
  return `-- Distribution of each layer at each moment
SELECT s.layer, s.round, s.step, s.stage, s.target_sparsity, s.value_count, s.zeros, s.sparsity, s.mean, s.std,
  s.min_value, s.max_value, s.q01, s.q05, s.q25, s.q50, s.q75, s.q95, s.q99,
  s.nz_q01, s.nz_q05, s.nz_q25, s.nz_q50, s.nz_q75, s.nz_q95, s.nz_q99
FROM layer_stats s
JOIN layers l ON l.id = s.layer_id
WHERE s.run_id = ${runId} AND s.tensor = '${tensor}'
ORDER BY l.position, s.round, s.step`;
}

function histogramsSql(runId: number, tensor: string): string {
  return `-- Histogram of each layer at each moment: a BLOB of lo, hi and 64 counts; exact zeros are counted apart
SELECT h.layer, h.step, h.stage, h.zeros, h.histogram
FROM layer_histograms h
JOIN layers l ON l.id = h.layer_id
WHERE h.run_id = ${runId} AND h.tensor = '${tensor}'
ORDER BY l.position, h.step`;
}
