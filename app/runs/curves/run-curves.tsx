'use client';

import { Button, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useCallback, useDeferredValue, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { CurveIndex } from '@/db/queries/metric-series';
import { preloadChart } from '../../charts/load-chart';
import { whole } from '../../format/quantities';
import { SqlLink } from '../../format/sql-link';
import { EmptyState, Section } from '../../shell/page-body';
import { useRunTail } from '../use-run-tail';
import { CurveChart, type CurveContext } from './curve-chart';
import { CurveControls } from './curve-controls';
import { groupCurves, type PanelGroup, searchCurves } from './curve-groups';
import { useCurveSettings, windowFromAddress, windowToAddress } from './curve-settings';
import { CurveStore } from './curve-store';
import { EPOCH_KEYS, epochEnds, type ShownWindow } from './curve-x';
import classes from './curves.module.css';
import { allCurvesSql } from './curves-sql';

preloadChart('line', 'curves');

const SHARED_HEIGHT = 280;
const SINGLE_HEIGHT = 180;
/** Groups, and charts of a group, that are shown at first, and with each "show more". */
const PAGE = 12;

/**
 * All curves of a run, growing while it goes; zoom, smoothing, hidden curves and scroll stay.
 *
 * @param initial a {@link CurveIndex} as JSON: React would write and read the objects of 12,000 metrics value by value
 */
export function RunCurves({ runId, initial }: { runId: number; initial: string }) {
  const t = useTranslations('curves');
  const [index, setIndex] = useState(() => JSON.parse(initial) as CurveIndex);
  const [settings, changeSettings] = useCurveSettings();
  const [search, setSearch] = useState('');
  const [store] = useState(() => new CurveStore(runId));
  // Its curve is needed whole, whichever steps are shown.
  const [epochStore] = useState(() => new CurveStore(runId));
  const { keys, startedAt } = index;

  const epochKey = useMemo(() => keys.find(({ key }) => EPOCH_KEYS.includes(key))?.id, [keys]);
  const needsEpochs = settings.xMode === 'epoch' && epochKey !== undefined;
  useEffect(
    () => (needsEpochs ? epochStore.watch([epochKey]) : undefined),
    [needsEpochs, epochStore, epochKey],
  );
  const epochVersion = useSyncExternalStore(
    epochStore.subscribe,
    () => (epochKey === undefined ? '' : epochStore.versionOf([epochKey])),
    () => '',
  );
  const epochs = useMemo(
    () => (needsEpochs && epochVersion !== '' ? epochEnds(epochStore.get(epochKey)) : []),
    [needsEpochs, epochVersion, epochStore, epochKey],
  );
  const window = useSyncExternalStore(
    store.subscribe,
    () => store.window,
    () => undefined,
  );

  const zoom = useCallback(
    (window: ShownWindow | undefined) => {
      store.setWindow(window);
      windowToAddress(window);
    },
    [store],
  );
  useEffect(() => {
    const asked = windowFromAddress();
    if (asked) store.setWindow(asked);
  }, [store]);

  useRunTail(
    runId,
    useCallback(async () => {
      await Promise.all([store.follow(), epochStore.follow()]);
      const news = await fetchIndex(runId, keys.length);
      if (news) setIndex(news);
    }, [store, epochStore, runId, keys.length]),
  );

  const found = useDeferredValue(search);
  const matching = useMemo(() => searchCurves(keys, found), [keys, found]);
  const groups = useMemo(() => groupCurves(matching), [matching]);
  const context = useMemo(
    (): CurveContext => ({ runId, startedAt, store, settings, epochs, zoom }),
    [runId, startedAt, store, settings, epochs, zoom],
  );
  if (keys.length === 0) return null;
  return (
    <Section
      id="curves"
      title={t('title')}
      aside={
        <>
          <span>{t('matches', { count: matching.length })}</span>
          <SqlLink sql={allCurvesSql(runId)} />
        </>
      }
    >
      <CurveControls
        settings={settings}
        onChange={changeSettings}
        hasEpochs={epochKey !== undefined}
        window={window}
        windowIn="step"
        onZoom={zoom}
      >
        <TextInput
          size="xs"
          type="search"
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
          placeholder={t('search')}
          aria-label={t('search')}
          className={classes.search}
        />
      </CurveControls>
      <p className={classes.hint}>
        {window ? t('zoomedTo', { from: whole(window.from), to: whole(window.to) }) : t('zoomHint')}
        {window && (
          <Button size="compact-xs" variant="light" onClick={() => zoom(undefined)}>
            {t('resetZoom')}
          </Button>
        )}
      </p>
      <div className={classes.shared}>
        {groups
          .filter(({ isShared }) => isShared)
          .map(({ name, panels }) => (
            <CurveChart key={name} panel={panels[0]} context={context} height={SHARED_HEIGHT} />
          ))}
      </div>
      <Groups
        key={found}
        groups={groups.filter(({ isShared }) => !isShared)}
        context={context}
        isOpen={found !== ''}
      />
      {groups.length === 0 && <EmptyState title={t('noMatch', { search: found })} />}
    </Section>
  );
}

/** Groups under each other, some at a time. */
function Groups(props: { groups: readonly PanelGroup[]; context: CurveContext; isOpen: boolean }) {
  const { groups, context, isOpen } = props;
  const [limit, setLimit] = useState(PAGE);
  return (
    <>
      {groups.slice(0, limit).map((group) => (
        <Group key={group.name} group={group} context={context} isOpen={isOpen} />
      ))}
      <MoreButton rest={groups.length - limit} onMore={() => setLimit(limit + PAGE)} />
    </>
  );
}

function MoreButton({ rest, onMore }: { rest: number; onMore: () => void }) {
  const t = useTranslations('curves');
  if (rest <= 0) return null;
  return (
    <button type="button" className={classes.more} onClick={onMore}>
      {t('showMore', { count: whole(Math.min(PAGE, rest)), rest: whole(rest) })}
    </button>
  );
}

/** Small charts, one for each metric, under a heading that opens them. */
function Group({ group, context, isOpen }: { group: PanelGroup; context: CurveContext; isOpen: boolean }) {
  const t = useTranslations('curves');
  const [isOpened, setOpened] = useState(false);
  const [limit, setLimit] = useState(PAGE);
  const { name, panels } = group;
  const open = isOpen || isOpened;
  return (
    <details
      className={classes.group}
      open={open}
      onToggle={({ currentTarget }) => {
        if (!isOpen) setOpened(currentTarget.open);
      }}
    >
      <summary>
        <span className={name ? 'mono' : undefined}>{name || t('noPrefix')}</span>{' '}
        <span className="muted">{t('matches', { count: panels.length })}</span>
      </summary>
      {open && (
        <div className={classes.small}>
          {panels.slice(0, limit).map((panel) => (
            <CurveChart key={panel.name} panel={panel} context={context} height={SINGLE_HEIGHT} />
          ))}
        </div>
      )}
      {open && <MoreButton rest={panels.length - limit} onMore={() => setLimit(limit + PAGE)} />}
    </details>
  );
}

/** The metrics of the run when there are others than the known ones. */
async function fetchIndex(runId: number, known: number): Promise<CurveIndex | undefined> {
  const response = await fetch(`/api/runs/${runId}/metrics?known=${known}`).catch(() => undefined);
  if (!response?.ok) return undefined;
  return ((await response.json()) as { index: CurveIndex | null }).index ?? undefined;
}
