import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconPlayerPlayFilled,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { RunStatus } from '@/lib/domain/run-status';
import { cssColor } from '../theme/palette';

const MARKS: Record<RunStatus, { Icon: TablerIcon; color: string }> = {
  scheduled: { Icon: IconClock, color: cssColor('muted') },
  running: { Icon: IconPlayerPlayFilled, color: cssColor('accent') },
  finished: { Icon: IconCircleCheck, color: cssColor('good') },
  failed: { Icon: IconAlertTriangle, color: cssColor('bad') },
  killed: { Icon: IconCircleX, color: cssColor('warning') },
};

/** The status of a run: a sign and its word. */
export function StatusMark({ status }: { status: RunStatus }) {
  const t = useTranslations('words.status');
  const { Icon, color } = MARKS[status];
  return (
    <span className="nowrap" style={{ color, display: 'inline-flex', alignItems: 'center', gap: 5 }}>
      <Icon size={14} stroke={2} aria-hidden />
      {t(status)}
    </span>
  );
}
