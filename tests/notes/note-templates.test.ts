import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import en from '@/app/i18n/messages/en/writing.json';
import type { TrackingDatabase } from '@/db/client';
import { listExperimentNames } from '@/db/queries/run-experiments';
import { noteContentSchema } from '@/lib/domain/note-content';
import { noteGraph } from '@/lib/domain/note-graph';
import { refsOf } from '@/lib/domain/note-refs';
import { NOTE_TEMPLATES, type NoteTemplate } from '@/lib/domain/note-template-names';
import { noteTemplate } from '@/lib/domain/note-templates';
import { type RecordedExperiment, recordExperiment } from '../app/fixture';
import { temporaryDatabase } from '../db/temporary-database';

let db: TrackingDatabase;
let recorded: RecordedExperiment;
beforeEach(() => {
  db = temporaryDatabase();
  recorded = recordExperiment(db, 'starter', 'Ada');
});

const { template: texts } = en;
const cellsOf = (template: NoteTemplate, runIds: readonly number[] = []) =>
  noteTemplate(template, {
    runIds,
    newUid: () => randomUUID().replaceAll('-', ''),
    words: {
      question: texts.question[template],
      runs: texts.runs,
      newest: texts.newest,
      conclusion: texts.conclusion,
      heading: (part) => texts.heading[part as 'pruned'],
    },
  });

/** What the query of a cell finds, with `chosen` as the table that its cell makes. */
function rowsOf(template: NoteTemplate, name: string, runIds?: readonly number[]): Record<string, unknown>[] {
  const cells = cellsOf(template, runIds);
  const sqlOf = (wanted: string) => cells.find((cell) => cell.name === wanted)?.source ?? '';
  const sql = `WITH chosen AS (${sqlOf('chosen')}) SELECT * FROM (${sqlOf(name)})`;
  const statement = db.sqlite.prepare(sql);
  return (sql.includes(':most_drop') ? statement.all({ most_drop: 0.01 }) : statement.all()) as Record<
    string,
    unknown
  >[];
}

it.each(NOTE_TEMPLATES)(
  'a study of %s is a note whose cells find each other, with a text for each part',
  (template) => {
    const cells = cellsOf(template, [4, 5]);
    expect(noteContentSchema.safeParse({ title: 'T', cells }).success).toBe(true);
    const graph = noteGraph(cells);
    expect([...graph.faults]).toEqual([]);
    const chosen = cells.find(({ name }) => name === 'chosen')?.uid;
    for (const { uid, type } of cells)
      if (type === 'sql' && uid !== chosen) expect(graph.reads.get(uid)).toContain(chosen);
    for (const cell of cells) {
      if (cell.type === 'markdown') expect(cell.source).toMatch(/^## /);
      if (cell.type === 'chart') {
        const { cellUid, spec } = cell.settings;
        const [row] = rowsOf(template, cells.find(({ uid }) => uid === cellUid)?.name ?? '');
        expect(Object.keys(row)).toEqual(expect.arrayContaining([spec?.x, ...(spec?.y ?? [])]));
      }
    }
    expect(refsOf(cells[0])).toMatchObject([
      { kind: 'run', id: 4 },
      { kind: 'run', id: 5 },
    ]);
  },
);

it('chosen runs stand side by side, and a study of layers shows those of the first; the newest are found by queries alone', () => {
  const shown = (template: NoteTemplate, runIds?: number[]) =>
    cellsOf(template, runIds).flatMap((cell): unknown[][] =>
      cell.type === 'comparison'
        ? [[cell.settings.view, cell.settings.runIds]]
        : cell.type === 'run'
          ? [[cell.settings.parts, cell.settings.runId]]
          : [],
    );
  expect(shown('pruning', [4, 5])).toEqual([
    ['scatter', [4, 5]],
    [['layers'], 4],
  ]);
  expect(shown('distillation', [4, 5])).toEqual([['curves', [4, 5]]]);
  expect(shown('pruning')).toEqual([]);
});

it('a pruning study finds what each rate cost, and from where on layers are sensitive', () => {
  const ids = [0.5, 0.8, 0.9, 0.95].map(
    (rate) => recorded.runs.get(`lenet-300-100 pruned ${rate * 100} %`) as number,
  );
  expect(rowsOf('pruning', 'pruned', ids)).toMatchObject([
    { run: ids[0], sparsity: 0.5, test_accuracy: 0.97, accuracy_drop: 0 },
    { run: ids[1], sparsity: 0.8, test_accuracy: 0.944 },
    { run: ids[2], sparsity: 0.9, test_accuracy: 0.8555 },
    { run: ids[3] },
  ]);
  const layers = rowsOf('pruning', 'sensitive_layers', ids);
  // The layers of the one network that they pruned, from its sensitivity run.
  expect(layers.map(({ architecture }) => architecture)).toEqual(layers.map(() => 'lenet-300-100'));
  expect(layers.map(({ layer }) => layer).sort()).toEqual(['fc1', 'fc2', 'fc3']);
});

it('a quantization study finds bits, calibration and the layers with their noise', () => {
  const quantized = rowsOf('quantization', 'quantized');
  expect(quantized).toHaveLength(3);
  expect(quantized[0]).toMatchObject({ bits: 8, calibration: 'minMax' });
  const scales = rowsOf('quantization', 'quantized_layers').reduce(
    (sum, { scales }) => sum + Number(scales),
    0,
  );
  expect(scales).toBe(db.sqlite.prepare('SELECT count(*) FROM quantizers').pluck().get());
});

it('a distillation study finds the student beside its teacher', () => {
  const [student, ...others] = rowsOf('distillation', 'distilled');
  expect(others).toEqual([]);
  expect(student).toMatchObject({
    name: 'student 30 distilled',
    temperature: 4,
    alpha: 0.7,
    teacher_accuracy: 0.97,
  });
  expect(rowsOf('distillation', 'learning_curves').length).toBeGreaterThan(8);
});

it('a comparison finds the results of the runs and the settings that differ', () => {
  const ids = ['lenet-5 pruned 50 %', 'lenet-5 pruned 80 %'].map((name) => recorded.runs.get(name) as number);
  expect(rowsOf('comparison', 'results', ids)).toHaveLength(2);
  expect(rowsOf('comparison', 'differing_params', ids)).toEqual([
    {
      param: 'finalSparsity',
      different_values: 2,
      runs_with_it: 2,
      value_by_run: `#${ids[0]} 0.5, #${ids[1]} 0.8`,
    },
  ]);
});

it('a study is named by the experiments of its runs, without runs by the newest', () => {
  const runIds = [...recorded.runs.values()];
  recordExperiment(db, 'second', 'Ada');
  expect(listExperimentNames(db, runIds)).toEqual(['starter']);
  expect(listExperimentNames(db, [])).toEqual(['second']);
  const all = db.sqlite.prepare('SELECT id FROM runs').pluck().all() as number[];
  expect(listExperimentNames(db, all)).toEqual(['starter', 'second']);
});
