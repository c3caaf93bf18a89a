'use client';

import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import type { SearchHit } from '@/db/queries/search';
import classes from './search.module.css';
import { search } from './search-actions';
import { hitHref } from './search-hit';

const PAUSE_MS = 200;

/** What a search for a text found; `failed` when the server did not answer. */
interface Answer {
  text: string;
  hits?: SearchHit[];
}

/** Looks through notes, cells, saved queries and names of runs; while it does, `children` are not shown. */
export function NoteSearch(props: { text: string; hits: SearchHit[] | undefined; children: ReactNode }) {
  const t = useTranslations('writing.search');
  const [text, setText] = useState(props.text);
  const [answer, setAnswer] = useState<Answer>({ text: props.text, hits: props.hits });
  const wanted = text.trim();

  useEffect(() => {
    if (wanted === answer.text) return;
    let isWanted = true;
    const timer = setTimeout(
      async () => {
        const hits = wanted === '' ? [] : await search(wanted).catch(() => undefined);
        if (!isWanted) return;
        setAnswer({ text: wanted, hits });
        // The address leads back to what was found.
        window.history.replaceState(
          null,
          '',
          wanted === '' ? '/notes' : `/notes?q=${encodeURIComponent(wanted)}`,
        );
      },
      wanted === '' ? 0 : PAUSE_MS,
    );
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [wanted, answer.text]);

  const { hits } = answer;
  return (
    <>
      <search className={classes.search}>
        <TextInput
          type="search"
          aria-label={t('label')}
          placeholder={t('placeholder')}
          leftSection={<IconSearch size={16} aria-hidden />}
          maxLength={200}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      </search>
      {wanted === '' ? (
        props.children
      ) : (
        <>
          <p className="muted" role="status">
            {answer.text !== wanted
              ? t('looking')
              : hits === undefined
                ? t('failed')
                : t('found', { count: hits.length, text: wanted })}
          </p>
          <ul className={classes.hits}>
            {hits?.map((hit) => (
              <li key={`${hit.kind} ${hit.id} ${hit.cellUid}`}>
                <Link href={hitHref(hit)} className={classes.hitTitle} dir="auto">
                  {hit.title}
                </Link>
                <span className="muted">{t(`kind.${hit.kind}`)}</span>
                {hit.excerpt !== hit.title && <Excerpt hit={hit} />}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** The text around the words that were found, which are marked. */
function Excerpt({ hit: { excerpt, marks } }: { hit: SearchHit }) {
  const ends = [0, ...marks.map(({ end }) => end)];
  return (
    <p className={classes.excerpt} dir="auto">
      {marks.map(({ start, end }, index) => (
        <span key={start}>
          {excerpt.slice(ends[index], start)}
          <mark>{excerpt.slice(start, end)}</mark>
        </span>
      ))}
      {excerpt.slice(ends[marks.length])}
    </p>
  );
}
