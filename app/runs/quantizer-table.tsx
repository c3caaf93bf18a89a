import { useTranslations } from 'next-intl';
import type { QuantizerSummary } from '@/db/queries/quantizers';
import { percent, significant, whole } from '../format/quantities';
import { SqlLink } from '../format/sql-link';
import { Section } from '../shell/page-body';
import { ScrollX } from '../shell/scroll-x';

/** Scale, zero point and range of each quantized tensor, channels summed up. */
export function QuantizerTable({ runId, rows }: { runId: number; rows: QuantizerSummary[] }) {
  const t = useTranslations('run');
  if (rows.length === 0) return null;
  const reach = (low: number, high: number) =>
    low === high ? significant(low, 3) : `${significant(low, 3)} … ${significant(high, 3)}`;
  const { method, samples } = rows[0];
  return (
    <Section
      title={t('quantizers')}
      aside={
        <>
          <span>{t('calibrated', { method, samples: whole(samples) })}</span>
          <SqlLink sql={quantizersSql(runId)} />
        </>
      }
    >
      <ScrollX label={t('quantizers')}>
        <table className="data-table">
          <thead>
            <tr>
              <th>{t('layer')}</th>
              <th>{t('tensorName')}</th>
              <th className="number">{t('bits')}</th>
              <th>{t('scheme')}</th>
              <th className="number">{t('channels')}</th>
              <th className="number">{t('scale')}</th>
              <th className="number">{t('zeroPoint')}</th>
              <th className="number">{t('range')}</th>
              <th className="number">{t('clipped')}</th>
              <th className="number">{t('sqnr')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.layer} ${row.tensor}`}>
                <td className="mono">{row.layer}</td>
                <td>{row.tensor}</td>
                <td className="number">{row.bits}</td>
                <td>{row.scheme}</td>
                <td className="number">{row.channels}</td>
                <td className="number">{reach(row.scaleMin, row.scaleMax)}</td>
                <td className="number">{reach(row.zeroPointMin, row.zeroPointMax)}</td>
                <td className="number">{reach(row.rangeMin, row.rangeMax)}</td>
                <td className="number">{percent(row.clippedFraction)}</td>
                <td className="number">{significant(row.sqnrDb, 3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Section>
  );
}

function quantizersSql(runId: number): string {
  return `-- Quantizers of the run, one row for each channel
SELECT l.name AS layer, q.tensor, q.channel, q.bits, q.scheme, q.scale, q.zero_point, q.range_min, q.range_max,
  q.clipped_fraction, q.sqnr_db
FROM calibrations c
JOIN quantizers q ON q.calibration_id = c.id
JOIN layers l ON l.id = q.layer_id
WHERE c.run_id = ${runId}
ORDER BY l.position, q.tensor, q.channel`;
}
