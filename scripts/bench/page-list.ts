import type { Visit } from './page-visits';

/** Ids that the visits lead to. */
export interface VisitFacts {
  /** A finished run with layers and curves. */
  runId: number;
  /** An experiment of the first page. */
  experimentId: number;
  compared: readonly number[];
}

const GRID_ROW = '[data-testid=runs-grid] a[href^="/runs/"]';

/** The pages as people come to them: what is clicked, and what they look for there. */
export function visits({ runId, experimentId, compared }: VisitFacts): Visit[] {
  const menu = (href: string) => `nav a[href="${href}"]`;
  const run = `/runs/${runId}`;
  const runInList = { from: `/runs?filter=%23${runId}`, click: `[data-testid=runs-grid] a[href="${run}"]` };
  return [
    {
      name: 'experiments',
      from: '/launch',
      click: menu('/'),
      path: '/',
      shown: 'main table a',
      kilobytes: 320,
    },
    {
      name: 'experiment',
      from: '/',
      click: `main a[href="/experiments/${experimentId}"]`,
      path: `/experiments/${experimentId}`,
      shown: 'main h1',
      kilobytes: 550,
    },
    { name: 'runs', from: '/', click: menu('/runs'), path: '/runs', shown: GRID_ROW, kilobytes: 550 },
    {
      name: 'runs, grid in use',
      from: '/',
      click: menu('/runs'),
      path: '/runs',
      shown: '[data-testid=runs-grid]:not(:has([data-testid=first-rows])) .ag-row a',
      kilobytes: 550,
    },
    { name: 'run', ...runInList, path: run, shown: '[data-testid=summary]', kilobytes: 550 },
    {
      name: 'run, by the palette',
      from: '/launch',
      click: { jumpTo: `#${runId}` },
      path: run,
      shown: '[data-testid=summary]',
    },
    {
      name: 'run, curves drawn',
      from: run,
      click: 'a[href="#curves"]',
      path: run,
      search: '#curves',
      shown: '[data-testid=curve-chart] canvas',
      kilobytes: 550,
    },
    {
      name: 'run, layers drawn',
      from: run,
      click: 'a[href="#layers"]',
      path: run,
      search: '#layers',
      shown: '[data-testid=layer-card] svg',
      kilobytes: 550,
    },
    {
      name: 'compare',
      from: '/runs',
      ready: '.ag-row .ag-checkbox-input',
      prepare: async (page) => {
        for (const row of [0, 1])
          await page.locator(`.ag-row[row-index="${row}"] .ag-checkbox-input`).check();
        await page.locator('a[href^="/compare?"]').waitFor();
      },
      click: 'a[href^="/compare?"]',
      path: '/compare',
      search: `?runs=${compared.join()}`,
      shown: '[data-testid=compared-values]',
      kilobytes: 800,
    },
    {
      name: 'launch',
      from: '/',
      click: menu('/launch'),
      path: '/launch',
      shown: 'main form',
      kilobytes: 320,
    },
    {
      name: 'models',
      from: '/',
      click: menu('/models'),
      path: '/models',
      shown: 'main table a',
      kilobytes: 320,
    },
    { name: 'notes', from: '/', click: menu('/notes'), path: '/notes', shown: 'main h1', kilobytes: 320 },
    {
      name: 'console',
      from: '/',
      click: menu('/console'),
      path: '/console',
      shown: 'main h1',
      kilobytes: 320,
    },
  ];
}
