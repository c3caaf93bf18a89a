import { useTranslations } from 'next-intl';
import type { SensitivityMap } from '@/db/queries/sensitivity';
import { intervalOfAccuracy, percent, points } from '../format/quantities';
import { ScrollBox } from '../shell/scroll-box';

/** The measurements behind a heat map, one in each row. */
export function SensitivityTable({ map }: { map: SensitivityMap }) {
  const t = useTranslations('experiments');
  return (
    <ScrollBox label={t('exactValues')}>
      <table className="data-table">
        <thead>
          <tr>
            <th>{t('layer')}</th>
            <th className="number">{t('sparsity')}</th>
            <th className="number">{t('achieved')}</th>
            <th className="number">{t('accuracy')}</th>
            <th className="number">{t('interval')}</th>
            <th className="number">{t('correct')}</th>
            <th className="number">{t('dropPoints')}</th>
          </tr>
        </thead>
        <tbody>
          {map.cells.map((cell) => (
            <tr key={`${cell.layer} ${cell.level}`}>
              <td className="mono">{cell.layer}</td>
              <td className="number">{percent(cell.level, 1)}</td>
              <td className="number">{percent(cell.achievedSparsity)}</td>
              <td className="number">{percent(cell.correct / cell.samples)}</td>
              <td className="number">{intervalOfAccuracy(cell)}</td>
              <td className="number">
                {cell.correct} / {cell.samples}
              </td>
              <td className="number">{points(cell.accuracyDrop)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
