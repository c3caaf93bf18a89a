import type { Locale } from './locale';
import type compare from './messages/en/compare.json';
import type consoleMessages from './messages/en/console.json';
import type curves from './messages/en/curves.json';
import type experiments from './messages/en/experiments.json';
import type launch from './messages/en/launch.json';
import type layers from './messages/en/layers.json';
import type login from './messages/en/login.json';
import type models from './messages/en/models.json';
import type notes from './messages/en/notes.json';
import type results from './messages/en/results.json';
import type run from './messages/en/run.json';
import type runs from './messages/en/runs.json';
import type shell from './messages/en/shell.json';
import type words from './messages/en/words.json';
import type writing from './messages/en/writing.json';

/** The catalogues, one for each feature: `useTranslations('runs')` reads `messages/LOCALE/runs.json`. */
export interface Messages {
  compare: typeof compare;
  console: typeof consoleMessages;
  curves: typeof curves;
  experiments: typeof experiments;
  launch: typeof launch;
  layers: typeof layers;
  login: typeof login;
  models: typeof models;
  notes: typeof notes;
  results: typeof results;
  run: typeof run;
  runs: typeof runs;
  shell: typeof shell;
  words: typeof words;
  writing: typeof writing;
}

const FEATURES: readonly (keyof Messages)[] = [
  'compare',
  'console',
  'curves',
  'experiments',
  'launch',
  'layers',
  'login',
  'models',
  'notes',
  'results',
  'run',
  'runs',
  'shell',
  'words',
  'writing',
];

/** All messages of one language. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  const entries = await Promise.all(
    FEATURES.map(async (feature) => [
      feature,
      (await import(`./messages/${locale}/${feature}.json`)).default,
    ]),
  );
  return Object.fromEntries(entries) as Messages;
}

declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
