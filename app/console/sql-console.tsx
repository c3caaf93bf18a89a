'use client';

import { notifications } from '@mantine/notifications';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useCallback, useRef, useState } from 'react';
import type { ConnectionSummary } from '@/db/console/connections';
import type { SchemaTable } from '@/db/console/schema-list';
import type { TableSize } from '@/db/queries/table-sizes';
import type { SavedQuery } from '@/db/saved-queries';
import type { ChartSpec } from '@/lib/domain/chart-spec';
import { firstComment } from '@/lib/domain/sql/first-comment';
import { loggedParams } from '@/lib/domain/typed-param';
import { showUndo } from '../shell/show-undo';
import classes from './console.module.css';
import { AUTO_LINES, type ConsoleLayout, schemaWidth } from './console-layout';
import { EditorSplitter, SchemaSplitter } from './console-splitters';
import { ConsoleToolbar } from './console-toolbar';
import { EXAMPLES } from './examples';
import { formatSql } from './format-sql';
import { OutcomeTabs } from './outcome-tabs';
import { ParamFields } from './param-fields';
import { hashOfLink } from './permalink';
import { SchemaList } from './schema-list';
import { dialectOf, SourceSelect } from './source-select';
import { SqlEditor, type SqlEditorHandle } from './sql-editor';
import { TabBar } from './tab-bar';
import { useEditorRuns } from './use-editor-runs';
import { useLayout } from './use-layout';
import { useLink } from './use-link';
import { namedParams, useParams } from './use-params';
import { useSavedQuery } from './use-saved-query';
import { useSourceSchema } from './use-source-schema';
import { type Outcome, useStatements } from './use-statements';
import { newTitle, useTabs } from './use-tabs';

const HistoryDialog = dynamic(() => import('./history-dialog').then((file) => file.HistoryDialog), {
  ssr: false,
});
const SavedDialog = dynamic(() => import('./saved-dialog').then((file) => file.SavedDialog), { ssr: false });
const SaveDialog = dynamic(() => import('./save-dialog').then((file) => file.SaveDialog), { ssr: false });

/** What came of a tab that nothing was run in: the same each time, so that no result is drawn anew. */
const NOTHING: readonly Outcome[] = [];

/**
 * Tabs of SQL with its parameters, the schema, and what came of what was run. A link, with `#sql=` or to a saved query,
 * opens a tab and runs nothing.
 */
export function SqlConsole(props: {
  schema: SchemaTable[];
  sizes: TableSize[];
  notices: string[];
  linked?: SavedQuery;
  connections: ConnectionSummary[];
  /** Sizes of its parts that were chosen before. */
  layout: ConsoleLayout;
}) {
  const t = useTranslations('console');
  const { sizes, notices, linked, connections } = props;
  const { tabs, tab, isLoaded, change, open, close, select } = useTabs({
    title: t('exampleSensitiveLayers'),
    sql: EXAMPLES[0].sql,
  });
  const { layout, change: changeLayout } = useLayout(props.layout);
  const editor = useRef<SqlEditorHandle>(null);
  const [dialog, setDialog] = useState<'history' | 'saved' | 'save'>();
  const { state, run, cancel, forget } = useStatements(t('unreachable'));
  const { connection } = tab;
  const dialect = dialectOf(connections, connection);
  const schema = useSourceSchema(props.schema, connection, t('unreachable'));
  const names = useParams(tab.sql, dialect, connection);

  const saved = useSavedQuery(tab, { open, change });
  const isReady = useLink(isLoaded, linked, {
    sql: (link) => open({ title: firstComment(link.sql) ?? t('fromLink'), ...link }),
    saved: saved.open,
  });

  const text = () => editor.current?.text() ?? tab.sql;
  const openSave = async () => {
    await saved.read();
    setDialog('save');
  };

  const { runEditor, explain } = useEditorRuns({
    editor,
    tab,
    dialect,
    run,
    onNothing: () => notifications.show({ message: t('nothingToRun') }),
  });
  const formatText = async () => {
    const formatted = await formatSql(text(), dialect);
    if (formatted === undefined) notifications.show({ color: 'red', message: t('notFormatted') });
    else editor.current?.replaceAll(formatted);
  };
  // The same from one key to the next, so that the list and the result are not drawn anew.
  const insert = useCallback((name: string) => editor.current?.insert(name), []);
  const showSample = useCallback(
    ({ name, sql }: SchemaTable) =>
      void run([{ sql: `SELECT * FROM ${sql ?? name} LIMIT 20`, start: -1 }], {
        id: tab.id,
        params: {},
        connection,
      }),
    [run, connection, tab.id],
  );
  const keepChart = useCallback((chart?: ChartSpec) => change(tab.id, { chart }), [change, tab.id]);
  const copy = async (address: string) => {
    const link = new URL(address, window.location.href).href;
    // Without TLS a browser offers no clipboard: then the address bar shows the link, which a reload would open.
    if (!navigator.clipboard) window.history.replaceState(null, '', address);
    await navigator.clipboard?.writeText(link);
    notifications.show({ message: t(navigator.clipboard ? 'linkCopied' : 'linkShown') });
  };

  return (
    <div className={classes.layout} style={schemaWidth(layout)}>
      <div className={classes.main}>
        <TabBar
          tabs={tabs}
          active={tab.id}
          onSelect={select}
          onClose={(id) => {
            const reopen = close(id);
            forget(id);
            if (tabs.find((one) => one.id === id)?.sql.trim()) showUndo(t('tabClosed'), t('undo'), reopen);
          }}
          onRename={(id, title) => change(id, { title })}
          onNew={() =>
            open({
              title: newTitle(tabs, (number) => t('untitled', { number })),
              sql: '',
              params: {},
              connection,
            })
          }
        />
        <SqlEditor
          key={tab.id}
          document={tab.id}
          value={tab.sql}
          isWaiting={!isLoaded}
          onChange={(sql) => change(tab.id, { sql })}
          onRun={() => void runEditor()}
          onRunAll={() => void runEditor(true)}
          label={t('editor')}
          minLines={layout.editorLines ?? AUTO_LINES.min}
          maxLines={layout.editorLines ?? AUTO_LINES.max}
          showsStatement
          schema={schema.tables}
          dialect={dialect}
          handle={editor}
        />
        <EditorSplitter layout={layout} onChange={changeLayout} text={tab.sql} />
        <ParamFields
          names={names}
          params={tab.params}
          onChange={(params) => change(tab.id, { params })}
          onRun={() => void runEditor()}
        />
        <ConsoleToolbar
          running={state.running}
          isReady={isReady}
          source={
            <SourceSelect
              connections={connections}
              value={connection}
              onChange={(chosen) => change(tab.id, { connection: chosen })}
            />
          }
          onRun={() => void runEditor()}
          onRunAll={() => void runEditor(true)}
          onCancel={cancel}
          onPlan={() => void explain()}
          onFormat={() => void formatText()}
          onLink={() =>
            void copy(
              `/console${hashOfLink({ ...tab, sql: text(), params: namedParams(tab.params, names) })}`,
            )
          }
          onExample={(title, { sql, params = {} }) => open({ title, sql, params, connection: '' })}
          onSave={() => void openSave()}
          onSaved={() => setDialog('saved')}
          onHistory={() => setDialog('history')}
        />
        <section aria-label={t('result')} aria-busy={state.running?.tab === tab.id}>
          <OutcomeTabs
            outcomes={state.outcomes[tab.id] ?? NOTHING}
            sizes={sizes}
            chart={tab.chart}
            onChartChange={keepChart}
            title={tab.title}
          />
        </section>
        {notices.map((notice) => (
          <p key={notice} className={classes.footnote}>
            {notice}
          </p>
        ))}
      </div>
      <SchemaSplitter layout={layout} onChange={changeLayout} />
      <SchemaList schema={schema} sizes={sizes} onInsert={insert} onSample={showSample} />
      {dialog === 'history' && (
        <HistoryDialog
          onClose={() => setDialog(undefined)}
          onTake={({ id, sql, params, ...past }) => {
            const { connection } = past;
            open({ title: t('fromHistory', { id }), sql, params: loggedParams(params), connection });
            setDialog(undefined);
          }}
        />
      )}
      {dialog === 'saved' && (
        <SavedDialog
          onClose={() => setDialog(undefined)}
          onLink={({ uid }) => void copy(`/console?q=${uid}`)}
          onTake={(query) => {
            saved.open(query);
            setDialog(undefined);
          }}
        />
      )}
      {dialog === 'save' && (
        <SaveDialog
          query={{
            ...{ sql: text(), params: tab.params },
            ...{ connection, chart: tab.chart },
          }}
          base={saved.base}
          onSaved={saved.show}
          onClose={() => setDialog(undefined)}
        />
      )}
    </div>
  );
}
