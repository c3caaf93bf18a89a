'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import classes from './facts.module.css';

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
