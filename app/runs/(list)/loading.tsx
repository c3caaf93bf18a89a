import { useTranslations } from 'next-intl';
import { Block, PageSkeleton } from '../../shell/page-skeleton';
import classes from '../../shell/page-skeleton.module.css';

export default function RunsLoading() {
  const t = useTranslations('runs');
  return (
    <PageSkeleton title={t('title')} label={useTranslations('shell')('loading')}>
      <div className={classes.gap}>
        <Block height={64} narrow={140} />
        <Block height={676} />
      </div>
    </PageSkeleton>
  );
}
