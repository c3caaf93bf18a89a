import { useTranslations } from 'next-intl';
import type { LeftOutRun } from '@/db/queries/compare-runs';

/** Why the asked runs are not there, where too few are left to compare. */
export function LeftOutRuns({ leftOut }: { leftOut: readonly LeftOutRun[] }) {
  const t = useTranslations('compare');
  const named = (reason: LeftOutRun['reason']) => leftOut.filter((one) => one.reason === reason);
  return (['unknown', 'trashed'] as const).map((reason) => {
    const members = named(reason);
    if (members.length === 0) return null;
    return (
      <p key={reason} role="status">
        {t(reason, { count: members.length, ids: members.map(({ id }) => `#${id}`).join(', ') })}
      </p>
    );
  });
}
