'use client';

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useRef, useState } from 'react';
import type { FieldIssue } from '@/lib/domain/errors';
import { CopyText } from '../format/copy-text';
import type { Draft } from './form-schema';
import { isSameJson } from './input-defaults';
import classes from './json-pane.module.css';
import { configText, type JsonFault, lineOfPath, parseConfigText } from './json-text';

const FILE = 'config.json';
const FEWEST_LINES = 14;
const MOST_LINES = 36;

interface Typed {
  text: string;
  /** The draft it was typed over: when the form changes, the form wins. */
  over: Draft;
  value?: Draft;
  fault?: JsonFault;
}

/**
 * The config as JSON beside the form, each following the other. Text that is no JSON stays until the form changes.
 * `issues` are the faults that no field of the form can show.
 */
export function JsonPane({
  draft,
  issues,
  onChange,
}: {
  draft: Draft;
  issues: readonly FieldIssue[];
  onChange: (draft: Draft) => void;
}) {
  const t = useTranslations('launch');
  const id = useId();
  const gutter = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState<Typed>();
  // The page can be typed into before its script runs, and taking it over puts the server's text back.
  const [typedEarly] = useState(() => textIn(id));
  const keeps = typed && (typed.value ? isSameJson(typed.value, draft) : typed.over === draft);
  const text = keeps ? typed.text : configText(draft);
  const fault = keeps ? typed.fault : undefined;
  const lines = text.split('\n').length;
  const placed = fault ? [] : issues.map((issue) => ({ ...issue, line: lineOfPath(text, issue.path) }));
  const wrongLines = new Set(fault ? [fault.line] : placed.map(({ line }) => line));
  const change = (next: string) => {
    const parsed = parseConfigText(next);
    if ('fault' in parsed) {
      setTyped({ text: next, over: draft, fault: parsed.fault });
      return;
    }
    // An export that wraps the config is shown as the config itself.
    const isWhole = isSameJson(JSON.parse(next.replace(/^\uFEFF/, '')), parsed.value);
    setTyped(isWhole ? { text: next, over: draft, value: parsed.value } : undefined);
    onChange(parsed.value);
  };
  const early = useRef(() => {
    if (typedEarly !== undefined && typedEarly !== configText(draft)) change(typedEarly);
  });
  useEffect(() => early.current(), []);
  const command = `npm run lathe -- run ${FILE}`;
  return (
    <div className={classes.pane}>
      <div className={classes.head}>
        <label htmlFor={id} className={classes.label}>
          {t('json')}
        </label>
        <span className={classes.actions}>
          <CopyText text={text} label={t('copyJson')} />
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconDownload size={12} aria-hidden />}
            onClick={() => download(text)}
          >
            {t('download')}
          </Button>
        </span>
      </div>
      <p id={`${id}-help`} className={classes.help}>
        {t('jsonHelp')}
      </p>
      <div className={classes.editor} data-wrong={wrongLines.size > 0 || undefined}>
        <div className={classes.gutter} ref={gutter} aria-hidden>
          {Array.from({ length: lines }, (_, index) => index + 1).map((line) => (
            <div key={line} data-wrong={wrongLines.has(line) || undefined}>
              {line}
            </div>
          ))}
        </div>
        <textarea
          id={id}
          className={classes.text}
          value={text}
          rows={Math.min(MOST_LINES, Math.max(FEWEST_LINES, lines))}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={wrongLines.size > 0}
          aria-describedby={`${id}-help ${id}-fault`}
          onChange={({ currentTarget }) => change(currentTarget.value)}
          onScroll={({ currentTarget }) => {
            if (gutter.current) gutter.current.scrollTop = currentTarget.scrollTop;
          }}
        />
      </div>
      <div id={`${id}-fault`} className={classes.fault} aria-live="polite">
        {fault &&
          t(`jsonFault.${fault.kind}`, { line: fault.line, column: fault.column, found: fault.found })}
        {placed.map(({ line, path, message }) => (
          <div key={`${path} ${message}`}>{t('issueAtLine', { line, path: path || 'config', message })}</div>
        ))}
      </div>
      <div className={classes.command}>
        <span className={classes.help}>{t('commandLine')}</span>
        <code className="mono">{command}</code>
        <CopyText text={`cat > ${FILE} <<'JSON'\n${text}\nJSON\n${command}`} label={t('copyCommand')} />
      </div>
    </div>
  );
}

/** What stands in the field of a page that came from the server; undefined where there is none yet. */
function textIn(id: string): string | undefined {
  if (typeof document === 'undefined') return undefined;
  const field = document.getElementById(id);
  return field instanceof HTMLTextAreaElement ? field.value : undefined;
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = FILE;
  link.click();
  URL.revokeObjectURL(url);
}
