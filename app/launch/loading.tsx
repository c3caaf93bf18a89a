import { useTranslations } from 'next-intl';
import { Block, PageSkeleton } from '../shell/page-skeleton';
import classes from '../shell/page-skeleton.module.css';

export default function LaunchLoading() {
  const t = useTranslations('launch');
  return (
    <PageSkeleton title={t('title')} label={useTranslations('shell')('loading')}>
      <div className={classes.columns} data-even>
        <Block height={690} narrow={1030} />
        <Block height={391} narrow={414} />
      </div>
    </PageSkeleton>
  );
}
