import { useTranslations } from 'next-intl';
import { Block, PageSkeleton } from '../shell/page-skeleton';
import classes from '../shell/page-skeleton.module.css';

export default function ConsoleLoading() {
  const t = useTranslations('console');
  return (
    <PageSkeleton title={t('title')} below={t('lead')} label={useTranslations('shell')('loading')}>
      <div className={classes.columns}>
        <div className={classes.gap} style={{ alignContent: 'start' }}>
          <Block height={178} narrow={238} />
          <Block height={30} narrow={68} />
        </div>
        <Block height={698} narrow={518} />
      </div>
    </PageSkeleton>
  );
}
