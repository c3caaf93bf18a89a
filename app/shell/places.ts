import {
  IconBox,
  IconFlask,
  IconGitCompare,
  IconNotebook,
  IconPlayerPlay,
  IconTerminal2,
  type TablerIcon,
} from '@tabler/icons-react';

/** A place of the app; `letter` is what follows `g` on the keyboard. */
export interface Place {
  href: string;
  name: 'experiments' | 'runs' | 'compare' | 'models' | 'console' | 'notes';
  letter: string;
  Icon: TablerIcon;
}

/** The places of the navigation, in its order. */
export const PLACES: readonly Place[] = [
  { href: '/', name: 'experiments', letter: 'e', Icon: IconFlask },
  { href: '/runs', name: 'runs', letter: 'r', Icon: IconPlayerPlay },
  { href: '/compare', name: 'compare', letter: 'p', Icon: IconGitCompare },
  { href: '/models', name: 'models', letter: 'm', Icon: IconBox },
  { href: '/console', name: 'console', letter: 'c', Icon: IconTerminal2 },
  { href: '/notes', name: 'notes', letter: 'n', Icon: IconNotebook },
];

/** Where a new run is made, and its letter. */
export const LAUNCH = { href: '/launch', letter: 'l' } as const;
