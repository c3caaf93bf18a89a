import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { LinkedRun } from '@/db/queries/run';
import { StatusMark } from '../format/status-mark';

/** What a run reads and who reads what it makes. */
export function RunLinks({ inputs, uses }: { inputs: LinkedRun[]; uses: LinkedRun[] }) {
  const t = useTranslations('run');
  const words = useTranslations('words.role');
  const line = (link: LinkedRun) => (
    <tr key={`${link.role} ${link.runId}`}>
      <td className="muted">{words(link.role as 'base')}</td>
      <td>
        {link.runId === null ? link.modelName : <Link href={`/runs/${link.runId}`}>{link.runName}</Link>}{' '}
        <span className="muted">#{link.runId}</span>
      </td>
      <td>{link.status && <StatusMark status={link.status} />}</td>
    </tr>
  );
  return (
    <table className="data-table">
      <tbody>
        <tr>
          <th colSpan={3}>{t('reads')}</th>
        </tr>
        {inputs.length === 0 ? (
          <tr>
            <td colSpan={3} className="muted">
              {t('readsNothing')}
            </td>
          </tr>
        ) : (
          inputs.map(line)
        )}
        {uses.length > 0 && (
          <tr>
            <th colSpan={3}>{t('readBy')}</th>
          </tr>
        )}
        {uses.map(line)}
      </tbody>
    </table>
  );
}
