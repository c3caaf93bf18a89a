import { IconLayoutSidebarRight } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import classes from './jump.module.css';
import { Keys } from './keys';

/** Opens and closes the note beside the page. */
export function NotePaneButton(props: { isSmall?: boolean; isOpen: boolean; onClick: () => void }) {
  const { isSmall, isOpen, onClick } = props;
  const t = useTranslations('shell');
  return (
    <button
      type="button"
      className={isSmall ? `${classes.smallButton} ${classes.second}` : classes.button}
      aria-label={isSmall ? t('note.button') : undefined}
      title={t('note.title')}
      aria-expanded={isOpen}
      aria-keyshortcuts="n"
      onClick={onClick}
    >
      <IconLayoutSidebarRight size={16} stroke={1.7} aria-hidden />
      {!isSmall && (
        <>
          <span className={classes.buttonText}>{t('note.button')}</span>
          <Keys keys={['n']} />
        </>
      )}
    </button>
  );
}
