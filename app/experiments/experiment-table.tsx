import { useTranslations } from 'next-intl';
import type { ExperimentSummary } from '@/db/queries/experiments';
import { When } from '../format/when';
import { HoverLink } from '../shell/hover-link';
import { ScrollX } from '../shell/scroll-x';
import { RunCounts } from './run-counts';
import { TrashButtons } from './trash-buttons';

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
                <HoverLink href={`/experiments/${experiment.id}`} style={{ fontWeight: 600 }}>
                  {experiment.name}
                </HoverLink>
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

/** Experiments whose runs are all in the trash, to be restored or deleted for good. */
export function TrashedExperiments({ experiments }: { experiments: ExperimentSummary[] }) {
  const t = useTranslations('experiments');
  return (
    <ScrollX label={t('trash', { count: experiments.length })}>
      <table className="data-table">
        <tbody>
          {experiments.map(({ id, name, description, trashedRuns }) => (
            <tr key={id}>
              <td style={{ minWidth: 180 }}>
                <HoverLink href={`/experiments/${id}`}>{name}</HoverLink>
              </td>
              <td>{t('trashedRuns', { count: trashedRuns })}</td>
              <td style={{ textAlign: 'right' }}>
                <TrashButtons experiment={{ id, name, description }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
