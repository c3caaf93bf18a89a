import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ExperimentSummary } from '@/db/queries/experiments';
import { When } from '../format/when';
import { ScrollX } from '../shell/scroll-x';
import { RunCounts } from './run-counts';

/** The list of experiments. */
export function ExperimentTable({ experiments }: { experiments: ExperimentSummary[] }) {
  const t = useTranslations('experiments');
  return (
    <ScrollX label={t('title')}>
      <table className="data-table">
        <thead>
          <tr>
            <th>{t('name')}</th>
            <th>{t('runs')}</th>
            <th>{t('people')}</th>
            <th>{t('created')}</th>
            <th>{t('lastActivity')}</th>
          </tr>
        </thead>
        <tbody>
          {experiments.map((experiment) => (
            <tr key={experiment.id}>
              <td style={{ minWidth: 180 }}>
                <Link href={`/experiments/${experiment.id}`} style={{ fontWeight: 600 }}>
                  {experiment.name}
                </Link>
                {experiment.description && <div className="muted">{experiment.description}</div>}
              </td>
              <td>
                <RunCounts counts={experiment.runsByStatus} />
              </td>
              <td>{experiment.people.join(', ') || experiment.createdBy}</td>
              <td>
                <When at={experiment.createdAt} />
              </td>
              <td>
                <When at={experiment.lastActivityAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
