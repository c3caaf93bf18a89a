import { useTranslations } from 'next-intl';
import { Block, PageSkeleton, SectionSkeleton } from '../shell/page-skeleton';

export default function CompareLoading() {
  const t = useTranslations('compare');
  return (
    <PageSkeleton
      title={t('title')}
      below={<Block height={19} width={180} />}
      label={useTranslations('shell')('loading')}
    >
      <Block height={98} narrow={253} />
      <div style={{ height: 24 }} />
      <SectionSkeleton height={600} narrow={740} />
    </PageSkeleton>
  );
}
