'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import classes from './facts.module.css';

/** What a person does who goes somewhere else meanwhile. */
const OWN_MOVES = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

/** The id behind the `#` of the address. */
function decodedHash(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}

interface SectionEntry {
  id: string;
  title: string;
  /** False for a section that the page did not come with; it may appear while a run goes on. */
  isShown: boolean;
}

/** Links to the sections of a page; the one that is read is marked. It stays in view on wide screens. */
export function SectionMenu(props: { sections: SectionEntry[] }) {
  const t = useTranslations('run');
  const [current, setCurrent] = useState<string>();
  const added = useAdded(props.sections);
  const sections = props.sections.filter(({ id, isShown }) => isShown || added.split(' ').includes(id));
  const ids = sections.map(({ id }) => id).join(' ');

  useEffect(() => {
    const find = () => {
      const passed = ids.split(' ').filter((id) => {
        const top = document.getElementById(id)?.getBoundingClientRect().top;
        return top !== undefined && top < window.innerHeight / 3;
      });
      setCurrent(passed.at(-1));
    };
    find();
    window.addEventListener('scroll', find, { passive: true });
    return () => window.removeEventListener('scroll', find);
  }, [ids]);

  // Sections come after the browser has looked for the one that the address names.
  useEffect(() => {
    const wanted = decodedHash();
    if (!ids.split(' ').includes(wanted)) return;
    const seen = new MutationObserver(go);
    const stop = () => {
      seen.disconnect();
      for (const name of OWN_MOVES) window.removeEventListener(name, stop);
    };
    function go(): void {
      const section = document.getElementById(wanted);
      if (!section?.checkVisibility()) return;
      stop();
      section.scrollIntoView();
    }
    for (const name of OWN_MOVES) window.addEventListener(name, stop, { passive: true });
    seen.observe(document.body, { childList: true, subtree: true });
    go();
    return stop;
  }, [ids]);

  return (
    <nav aria-label={t('sections')} className={classes.sticky}>
      <ul className={classes.menu}>
        {sections.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`} aria-current={id === current ? 'location' : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Ids of the sections that have come since the page was made. */
function useAdded(sections: readonly SectionEntry[]): string {
  const [added, setAdded] = useState('');
  const missing = sections.flatMap(({ id, isShown }) => (isShown ? [] : [id])).join(' ');
  useEffect(() => {
    // An element is looked for at each change of the page: not where nothing is to come.
    if (missing === '') return setAdded('');
    const look = () =>
      setAdded(
        missing
          .split(' ')
          .filter((id) => document.getElementById(id))
          .join(' '),
      );
    const seen = new MutationObserver(look);
    seen.observe(document.body, { childList: true, subtree: true });
    look();
    return () => seen.disconnect();
  }, [missing]);
  return added;
}
