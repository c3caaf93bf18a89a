import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import classes from './app-frame.module.css';
import { LAUNCH, PLACES } from './places';

function isHere(href: string, pathname: string): boolean {
  if (href === '/') return pathname === '/' || pathname.startsWith('/experiments');
  return pathname === href || pathname.startsWith(`${href}/`);
}

/** Links to the places of the app; the present one is marked. */
export function MainNavigation({ pathname }: { pathname: string }) {
  const t = useTranslations('shell');
  return (
    <nav aria-label={t('mainNavigation')} style={{ flex: 1 }}>
      <Button
        component={Link}
        href={LAUNCH.href}
        size="sm"
        fullWidth
        leftSection={<IconPlus size={16} />}
        className={classes.launch}
      >
        {t('launch')}
      </Button>
      <ul className={classes.list}>
        {PLACES.map(({ href, name, Icon }) => (
          <li key={href}>
            <Link
              href={href}
              className={classes.link}
              aria-current={isHere(href, pathname) ? 'page' : undefined}
            >
              <Icon size={17} stroke={1.7} aria-hidden />
              {t(name)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
