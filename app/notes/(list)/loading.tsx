import { useTranslations } from 'next-intl';
import { Block, PageSkeleton, TableSkeleton } from '../../shell/page-skeleton';

export default function NotesLoading() {
  const t = useTranslations('notes');
  return (
    <PageSkeleton
      title={t('title')}
      below={t('lead')}
      actions={<Block height={30} width={114} />}
      label={useTranslations('shell')('loading')}
    >
      <TableSkeleton rows={6} />
    </PageSkeleton>
  );
}
