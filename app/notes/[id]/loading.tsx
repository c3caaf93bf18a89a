import { useTranslations } from 'next-intl';
import { PageSkeleton, SectionSkeleton } from '../../shell/page-skeleton';

export default function NoteLoading() {
  return (
    <PageSkeleton label={useTranslations('shell')('loading')}>
      <SectionSkeleton height={160} />
      <SectionSkeleton height={240} />
    </PageSkeleton>
  );
}
