import { useTranslations } from 'next-intl';
import { PageSkeleton, TableSkeleton } from '../shell/page-skeleton';

export default function ExperimentsLoading() {
  const t = useTranslations('experiments');
  return (
    <PageSkeleton title={t('title')} label={useTranslations('shell')('loading')}>
      <TableSkeleton rows={12} />
    </PageSkeleton>
  );
}
