import { IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import classes from './jump.module.css';
import { Keys, useControlKey } from './keys';

/** Opens the window that asks where to go, and shows its keys. */
export function JumpButton({ isSmall, onClick }: { isSmall?: boolean; onClick: () => void }) {
  const t = useTranslations('shell');
  const control = useControlKey();
  return (
    <button
      type="button"
      className={isSmall ? classes.smallButton : classes.button}
      aria-label={isSmall ? t('jump.button') : undefined}
      title={t('jump.title')}
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={onClick}
    >
      <IconSearch size={16} stroke={1.7} aria-hidden />
      {!isSmall && (
        <>
          <span className={classes.buttonText}>{t('jump.button')}</span>
          <Keys keys={[control, 'K']} />
        </>
      )}
    </button>
  );
}
