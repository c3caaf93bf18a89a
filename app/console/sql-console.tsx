'use client';

import { Button, Loader, Menu, MenuDropdown, MenuItem, MenuTarget } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBulb, IconLink, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { SchemaTable } from '@/db/console/schema-list';
import classes from './console.module.css';
import { EXAMPLES } from './examples';
import { hashOfSql, sqlOfHash } from './permalink';
import { QueryAnswerView } from './query-answer-view';
import { SchemaList } from './schema-list';
import { SqlEditor, type SqlEditorHandle } from './sql-editor';
import { useQuery } from './use-query';

/** Editor, schema and result. A link with `#sql=` fills the editor and runs nothing. */
export function SqlConsole({ schema, notices }: { schema: SchemaTable[]; notices: string[] }) {
  const t = useTranslations('console');
  const [sql, setSql] = useState(EXAMPLES[0].sql);
  const editor = useRef<SqlEditorHandle>(null);
  const { state, run, cancel } = useQuery(t('unreachable'));
  const isRunning = state.kind === 'running';

  const fillEditor = useCallback((text: string) => {
    setSql(text);
    editor.current?.replaceAll(text);
  }, []);
  useEffect(() => {
    const fill = () => {
      const linked = sqlOfHash(window.location.hash);
      if (linked !== undefined) fillEditor(linked);
    };
    fill();
    window.addEventListener('hashchange', fill);
    return () => window.removeEventListener('hashchange', fill);
  }, [fillEditor]);

  const runEditor = () => run(editor.current?.selectedText().trim() ? editor.current.selectedText() : sql);
  const copyLink = async () => {
    window.history.replaceState(null, '', hashOfSql(sql));
    // Without TLS a browser offers no clipboard: the address bar shows the link all the same.
    await navigator.clipboard?.writeText(window.location.href);
    notifications.show({ message: t('linkCopied') });
  };

  return (
    <div className={classes.layout}>
      <div className={classes.main}>
        <SqlEditor
          value={sql}
          onChange={setSql}
          onRun={runEditor}
          label={t('editor')}
          minLines={8}
          maxLines={24}
          handle={editor}
        />
        <div className={classes.toolbar}>
          <Button
            leftSection={<IconPlayerPlay size={15} />}
            onClick={runEditor}
            disabled={isRunning}
            title={t('runHint')}
          >
            {t('run')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconPlayerStop size={15} />}
            onClick={cancel}
            disabled={!isRunning || state.isCancelling}
          >
            {t('cancel')}
          </Button>
          <Menu position="bottom-start" width={320}>
            <MenuTarget>
              <Button variant="default" leftSection={<IconBulb size={15} />}>
                {t('examples')}
              </Button>
            </MenuTarget>
            <MenuDropdown>
              {EXAMPLES.map((example) => (
                <MenuItem key={example.key} onClick={() => fillEditor(example.sql)}>
                  {t(`example${example.key}`)}
                  <p className={classes.about}>{t(`example${example.key}Help`)}</p>
                </MenuItem>
              ))}
            </MenuDropdown>
          </Menu>
          <Button variant="subtle" leftSection={<IconLink size={15} />} onClick={() => void copyLink()}>
            {t('copyLink')}
          </Button>
          {isRunning && (
            <span className={classes.running} role="status">
              <Loader size={14} /> {state.isCancelling ? t('cancelling') : t('running')}
            </span>
          )}
        </div>
        <section aria-label={t('result')} aria-busy={isRunning}>
          {state.kind === 'idle' && <p className="muted">{t('nothingYet')}</p>}
          {state.kind === 'answered' && (
            <QueryAnswerView answer={state.answer} sql={state.sql} maxHeight={560} />
          )}
        </section>
        {notices.map((notice) => (
          <p key={notice} className={classes.footnote}>
            {notice}
          </p>
        ))}
      </div>
      <SchemaList tables={schema} onInsert={(name) => editor.current?.insert(name)} />
    </div>
  );
}
