import { useTranslations } from 'next-intl';
import { PageSkeleton, SectionSkeleton } from '../../shell/page-skeleton';

export default function ExperimentLoading() {
  return (
    <PageSkeleton label={useTranslations('shell')('loading')}>
      <SectionSkeleton height={476} narrow={687} />
      <SectionSkeleton height={320} />
      <SectionSkeleton height={560} />
    </PageSkeleton>
  );
}
