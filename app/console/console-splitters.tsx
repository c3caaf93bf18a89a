'use client';

import { useTranslations } from 'next-intl';
import { Splitter } from '../shell/splitter';
import {
  AUTO_LINES,
  type ConsoleLayout,
  EDITOR_LINES,
  SCHEMA_STEP_PIXELS,
  SCHEMA_STEPS,
} from './console-layout';
import { LINE_HEIGHT } from './line-height';

interface Props {
  layout: ConsoleLayout;
  onChange: (part: ConsoleLayout) => void;
}

/** Gives the editor more or fewer lines; at first it has as many as its text, within bounds. */
export function EditorSplitter({ layout, onChange, text }: Props & { text: string }) {
  const t = useTranslations('console');
  const auto = Math.min(AUTO_LINES.max, Math.max(AUTO_LINES.min, text.split('\n').length));
  return (
    <Splitter
      orientation="horizontal"
      label={t('editorHeight')}
      value={layout.editorLines ?? auto}
      {...EDITOR_LINES}
      stepPixels={LINE_HEIGHT}
      onChange={(editorLines) => onChange({ editorLines })}
      onReset={() => onChange({ editorLines: undefined })}
    />
  );
}

/** Gives the list of tables more or less width. */
export function SchemaSplitter({ layout, onChange }: Props) {
  const t = useTranslations('console');
  const { min, max, first } = SCHEMA_STEPS;
  return (
    <Splitter
      orientation="vertical"
      label={t('schemaWidth')}
      value={layout.schemaSteps ?? first}
      min={min}
      max={max}
      stepPixels={SCHEMA_STEP_PIXELS}
      isBehind
      onChange={(schemaSteps) => onChange({ schemaSteps })}
      onReset={() => onChange({ schemaSteps: undefined })}
    />
  );
}
