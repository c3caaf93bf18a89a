import { Menu, MenuDropdown, MenuItem, MenuTarget, useMantineColorScheme } from '@mantine/core';
import { IconKeyboard, IconLanguage, IconMoon, IconUser } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { LOCALES } from '../i18n/locale';
import { chooseLanguage } from '../session/actions';
import type { Person } from '../session/person';
import classes from './app-frame.module.css';
import { Keys } from './keys';
import { NameForm } from './name-form';

const LANGUAGE_NAMES = { en: 'English', 'zh-CN': '简体中文' };

const takeFocus = (element: HTMLElement | null) => element?.focus();

/** Colours, language and name of the person, at the foot of the navigation. */
export function Preferences({ person, onKeys }: { person: Person; onKeys: () => void }) {
  const t = useTranslations('shell');
  const locale = useLocale();
  const router = useRouter();
  const { setColorScheme } = useMantineColorScheme();
  const [isNaming, setNaming] = useState(false);
  // The button that comes back takes the focus back.
  const [hasNamed, setNamed] = useState(false);
  return (
    <div className={classes.preferences}>
      <button
        type="button"
        className={`${classes.preference} mantine-visible-from-md`}
        aria-haspopup="dialog"
        onClick={onKeys}
      >
        <IconKeyboard size={16} stroke={1.7} aria-hidden />
        <span>{t('shortcuts')}</span>
        <Keys keys={['?']} />
      </button>
      <Menu position="right-end" width={180}>
        <MenuTarget>
          <button type="button" className={classes.preference}>
            <IconMoon size={16} stroke={1.7} aria-hidden />
            <span>{t('theme')}</span>
          </button>
        </MenuTarget>
        <MenuDropdown>
          <MenuItem onClick={() => setColorScheme('light')}>{t('themeLight')}</MenuItem>
          <MenuItem onClick={() => setColorScheme('dark')}>{t('themeDark')}</MenuItem>
          <MenuItem onClick={() => setColorScheme('auto')}>{t('themeSystem')}</MenuItem>
        </MenuDropdown>
      </Menu>
      <Menu position="right-end" width={180}>
        <MenuTarget>
          <button
            type="button"
            className={classes.preference}
            aria-label={`${t('language')}: ${LANGUAGE_NAMES[locale]}`}
          >
            <IconLanguage size={16} stroke={1.7} aria-hidden />
            <span>{LANGUAGE_NAMES[locale]}</span>
          </button>
        </MenuTarget>
        <MenuDropdown>
          {LOCALES.map((choice) => (
            <MenuItem
              key={choice}
              lang={choice}
              onClick={() => chooseLanguage(choice).then(() => router.refresh())}
            >
              {LANGUAGE_NAMES[choice]}
            </MenuItem>
          ))}
        </MenuDropdown>
      </Menu>
      {isNaming ? (
        <NameForm name={person.name} onSaved={() => setNaming(false)} />
      ) : (
        <button
          type="button"
          className={classes.preference}
          aria-label={`${t('change')}: ${person.name}`}
          title={t('change')}
          ref={hasNamed ? takeFocus : undefined}
          onClick={() => {
            setNamed(true);
            setNaming(true);
          }}
        >
          <IconUser size={16} stroke={1.7} aria-hidden />
          <span>{person.name}</span>
        </button>
      )}
    </div>
  );
}
