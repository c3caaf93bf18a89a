import { useTranslations } from 'next-intl';
import classes from './app-frame.module.css';
import { NameForm } from './name-form';

/** Asks once, in a browser that has no name yet; nothing waits for the answer. */
export function PersonBanner({ name }: { name: string }) {
  const t = useTranslations('shell');
  return (
    <div className={classes.banner}>
      <span>{t('personPrompt')}</span>
      <NameForm name={name} />
    </div>
  );
}
