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

/** Links to the sections of a page; the one that is read is marked. It stays in view on wide screens. */
export function SectionMenu({ sections }: { sections: { id: string; title: string }[] }) {
  const t = useTranslations('run');
  const [current, setCurrent] = useState<string>();
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
