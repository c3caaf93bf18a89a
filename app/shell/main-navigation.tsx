import { Button } from '@mantine/core';
import {
  IconBox,
  IconFlask,
  IconGitCompare,
  IconNotebook,
  IconPlayerPlay,
  IconPlus,
  IconTerminal2,
  type TablerIcon,
} from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import classes from './app-frame.module.css';

const PLACES = [
  { href: '/', name: 'experiments', Icon: IconFlask },
  { href: '/runs', name: 'runs', Icon: IconPlayerPlay },
  { href: '/compare', name: 'compare', Icon: IconGitCompare },
  { href: '/models', name: 'models', Icon: IconBox },
  { href: '/console', name: 'console', Icon: IconTerminal2 },
  { href: '/notes', name: 'notes', Icon: IconNotebook },
] as const satisfies readonly { href: string; name: string; Icon: TablerIcon }[];

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
        href="/launch"
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
