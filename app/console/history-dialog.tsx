'use client';

import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useState } from 'react';
import type { PastQuery } from '@/db/queries/query-history';
import { When } from '../format/when';
import classes from './console.module.css';

/** The queries that were run, newest first; a click takes one into the editor. */
export function HistoryDialog({
  onTake,
  onClose,
}: {
  onTake: (query: PastQuery) => void;
  onClose: () => void;
}) {
  const t = useTranslations('console');
  const [text, setText] = useState('');
  const [isMine, setMine] = useState(true);
  const [wanted] = useDebouncedValue(text.trim(), 250);
  const [queries, setQueries] = useState<PastQuery[]>();
  const [hasMore, setHasMore] = useState(false);

  const load = useCallback(
    async (before?: number, signal?: AbortSignal) => {
      const query = new URLSearchParams({ text: wanted });
      if (isMine) query.set('mine', '');
      if (before) query.set('before', String(before));
      const response = await fetch(`/api/console/history?${query}`, { signal }).catch(() => undefined);
      if (!response?.ok) return;
      const page = (await response.json()) as PastQuery[];
      setHasMore(page.length === 100);
      setQueries((earlier) => (before ? [...(earlier ?? []), ...page] : page));
    },
    [wanted, isMine],
  );
  useEffect(() => {
    const stop = new AbortController();
    void load(undefined, stop.signal);
    return () => stop.abort();
  }, [load]);

  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t('history')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <div className={classes.historyBar}>
        <TextInput
          data-autofocus
          type="search"
          aria-label={t('searchHistory')}
          placeholder={t('searchHistory')}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Checkbox
          label={t('onlyMine')}
          checked={isMine}
          onChange={({ currentTarget }) => setMine(currentTarget.checked)}
        />
      </div>
      {queries?.length === 0 && <p className="muted">{t('noHistory')}</p>}
      <ul className={classes.history}>
        {queries?.map((query) => (
          <li key={query.id}>
            <button type="button" onClick={() => onTake(query)}>
              <code>{query.sql}</code>
            </button>
            <span className="muted">
              <When at={query.createdAt} /> · {query.createdBy}
              {query.elapsedMs !== null && <> · {t('elapsed', { ms: query.elapsedMs })}</>}
              {query.connection && <> · {query.connection}</>}
              {query.rowCount !== null && <> · {t('rows', { count: query.rowCount })}</>}
              {query.truncated && <> · {t('wasCut')}</>}
              {query.errorCode && (
                <span className={classes.failed} title={query.errorMessage ?? undefined}>
                  {' '}
                  · {t('hasFailed')}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button variant="default" onClick={() => void load(queries?.at(-1)?.id)}>
          {t('older')}
        </Button>
      )}
    </Modal>
  );
}
