import { useTranslations } from 'next-intl';
import { RUN_STATUSES, type RunStatus } from '@/lib/domain/run-status';
import { cssColor } from '../theme/palette';

const COLORS: Record<RunStatus, string> = {
  scheduled: cssColor('muted'),
  running: cssColor('accent'),
  finished: cssColor('text'),
  failed: cssColor('bad'),
  killed: cssColor('warning'),
};

/** How many runs are in each status: "17 finished · 1 failed". */
export function RunCounts({ counts }: { counts: Partial<Record<RunStatus, number>> }) {
  const t = useTranslations('words.status');
  const shown = RUN_STATUSES.filter((status) => counts[status]);
  if (shown.length === 0) return <span className="muted">0</span>;
  return (
    <span style={{ display: 'inline-flex', flexWrap: 'wrap', columnGap: 12 }}>
      {shown.map((status) => (
        <span key={status} className="nowrap" style={{ color: COLORS[status] }}>
          {counts[status]} {t(status)}
        </span>
      ))}
    </span>
  );
}
