import { useTranslations } from 'next-intl';
import type { QuantizerBar, QuantizerSummary } from '@/db/queries/quantizers';
import { percent, significant, whole } from '../../format/quantities';
import { SqlLink } from '../../format/sql-link';
import { Section } from '../../shell/page-body';
import { ScrollX } from '../../shell/scroll-x';
import classes from './layers.module.css';

const STRIP_WIDTH = 144;
const STRIP_HEIGHT = 26;
/** A share of clipped values from which a channel's bar is coloured. */
const CLIPPED_SHARE = 0.001;

/** Scale, zero point and range of each quantized tensor; of channels their reach and a strip with a bar for each. */
export function QuantizerTable({ runId, rows }: { runId: number; rows: QuantizerSummary[] }) {
  const t = useTranslations('run');
  if (rows.length === 0) return null;
  const reach = (low: number, high: number) =>
    low === high ? significant(low, 3) : `${significant(low, 3)} … ${significant(high, 3)}`;
  const { method, samples } = rows[0];
  return (
    <Section
      id="quantizers"
      title={t('quantizers')}
      aside={
        <>
          <span>{t('calibrated', { method, samples: whole(samples) })}</span>
          <SqlLink sql={quantizersSql(runId)} />
        </>
      }
    >
      <ScrollX label={t('quantizers')}>
        <table className="data-table" data-testid="quantizers">
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
              <th>{t('byChannel')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.layer} ${row.tensor}`}>
                <td className={`mono ${classes.cellName}`} dir="auto" title={row.layer}>
                  {row.layer}
                </td>
                <td>
                  {t.has(`tensor.${row.tensor as 'kernel'}`)
                    ? t(`tensor.${row.tensor as 'kernel'}`)
                    : row.tensor}
                </td>
                <td className="number">{row.bits}</td>
                <td>{row.scheme}</td>
                <td className="number">{row.isPerChannel ? whole(row.channels) : t('wholeTensor')}</td>
                <td className="number">{reach(row.scaleMin, row.scaleMax)}</td>
                <td className="number">{reach(row.zeroPointMin, row.zeroPointMax)}</td>
                <td className="number">{reach(row.rangeMin, row.rangeMax)}</td>
                <td className="number">{percent(row.clippedFraction)}</td>
                <td className="number">{significant(row.sqnrDb, 3)}</td>
                <td>
                  {row.strip.length > 0 && (
                    <Strip bars={row.strip} label={t('stripLabel', { layer: row.layer })} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
      <p className="muted" style={{ fontSize: 'var(--mantine-font-size-xs)', margin: '6px 0 0' }}>
        {t('stripCaption', { share: percent(CLIPPED_SHARE, 1) })}
      </p>
    </Section>
  );
}

/** A bar for each channel, as high as its scale; orange where values were clipped. */
function Strip({ bars, label }: { bars: QuantizerBar[]; label: string }) {
  const t = useTranslations('run');
  const highest = Math.max(...bars.map(({ scale }) => scale)) || 1;
  const wide = STRIP_WIDTH / bars.length;
  return (
    <svg width={STRIP_WIDTH} height={STRIP_HEIGHT} role="img" aria-label={label} className={classes.strip}>
      {bars.map(({ from, to, scale, clippedFraction, sqnrDb }, index) => {
        const tall = Math.max(1, (scale / highest) * STRIP_HEIGHT);
        return (
          <rect
            key={from}
            x={index * wide}
            y={STRIP_HEIGHT - tall}
            width={Math.max(0.5, wide - (wide > 3 ? 1 : 0.2))}
            height={tall}
            fill={
              clippedFraction > CLIPPED_SHARE
                ? 'var(--lathe-technique-combined)'
                : 'var(--lathe-technique-quantize)'
            }
          >
            <title>
              {t('stripTip', {
                channels: from === to ? String(from) : `${from}–${to}`,
                scale: significant(scale, 3),
                clipped: percent(clippedFraction),
                sqnr: significant(sqnrDb, 3),
              })}
            </title>
          </rect>
        );
      })}
    </svg>
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
