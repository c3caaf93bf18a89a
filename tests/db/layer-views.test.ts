import { expect, it } from 'vitest';
import { temporaryDatabase } from './temporary-database';

/** The first step of the plan of a query over a view. */
function firstStep(from: string): string {
  const [step] = temporaryDatabase().sqlite.prepare(`EXPLAIN QUERY PLAN SELECT * FROM ${from}`).all();
  return (step as { detail: string }).detail;
}

it.each([
  ['layer_stats', 'SEARCH s USING PRIMARY KEY (run_id>?)'],
  ['layer_histograms', 'SCAN h'],
])('%s is read in the order of its rows where nothing is asked of a layer', (view, step) => {
  expect(firstStep(view)).toBe(step);
});

it.each([
  ["layer_stats WHERE layer = 'conv1'", /^SEARCH l USING .*INDEX layers_name \(name=\?\)/],
  ['layer_stats WHERE model_id = 1', /^SEARCH l USING .*INDEX layers_model \(model_id=\?\)/],
  ['layer_stats WHERE run_id = 1', /^SEARCH s USING PRIMARY KEY \(run_id=\?\)/],
  ['layer_histograms WHERE run_id = 1', /^SEARCH h USING PRIMARY KEY \(run_id=\?\)/],
])('%s begins with what is asked for', (from, step) => {
  expect(firstStep(from)).toMatch(step);
});
