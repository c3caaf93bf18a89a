import { getTranslations } from 'next-intl/server';
import { read } from '../../data/read';
import { HeatMap, HeatMapLegend } from '../../experiments/heat-map';
import { SqlLink } from '../../format/sql-link';
import { Section } from '../../shell/page-body';
import { SensitivityCurves } from './sensitivity-curves';

/** What each layer of a model cost alone: the heat map and the curves. */
export async function SensitivitySection({ runId }: { runId: number }) {
  const [t, words] = [await getTranslations('run'), await getTranslations('layers')];
  const map = await read('findSensitivityMap', runId);
  if (!map) return null;
  return (
    <>
      <Section id="sensitivity" title={t('sensitivity')}>
        <HeatMap map={map} />
        <HeatMapLegend />
      </Section>
      <Section title={words('curvesTitle')} aside={<SqlLink sql={curvesSql(runId)} />}>
        <SensitivityCurves map={map} />
      </Section>
    </>
  );
}

function curvesSql(runId: number): string {
  return `-- Accuracy by level, one line a layer
SELECT l.name AS layer, s.technique, s.level, s.accuracy, s.accuracy_drop, s.correct, s.samples
FROM layer_sensitivity s
JOIN layers l ON l.id = s.layer_id
WHERE s.run_id = ${runId}
ORDER BY l.position, s.level`;
}
