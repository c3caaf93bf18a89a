import { useTranslations } from 'next-intl';
import { Block, PageSkeleton, SectionSkeleton } from '../../shell/page-skeleton';
import classes from '../../shell/page-skeleton.module.css';

export default function RunLoading() {
  return (
    <PageSkeleton label={useTranslations('shell')('loading')}>
      <div className={classes.gap}>
        <Block height={30} width={130} />
        <Block height={36} />
        <Block height={140} narrow={420} />
      </div>
      <SectionSkeleton height={68} narrow={147} />
      <SectionSkeleton height={420} narrow={860} />
      <SectionSkeleton height={560} />
    </PageSkeleton>
  );
}
