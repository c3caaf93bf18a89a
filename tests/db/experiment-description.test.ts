import { expect, it } from 'vitest';
import { updateExperimentDescription } from '@/db/experiment-description';
import { getExperiment } from '@/db/queries/experiments';
import { insertGridRuns } from './grid-runs';
import { temporaryDatabase } from './temporary-database';

it('is written over the text that was read, and never over somebody else’s', () => {
  const db = temporaryDatabase();
  insertGridRuns(db, [{ name: 'a', experiment: 'One' }]);
  const { id, description } = getExperiment(db, 1);
  const mine = updateExperimentDescription(db, id, { before: description, after: '  Which layers? 剪枝 ' });
  expect(mine).toEqual({ isSaved: true, description: 'Which layers? 剪枝' });
  const theirs = updateExperimentDescription(db, id, { before: description, after: 'Other' });
  expect(theirs).toEqual({ isSaved: false, description: 'Which layers? 剪枝' });
  expect(getExperiment(db, id).description).toBe('Which layers? 剪枝');
});

it('of an experiment that is not there, or too long, is refused', () => {
  const db = temporaryDatabase();
  expect(() => updateExperimentDescription(db, 9, { before: '', after: 'x' })).toThrow('no such experiment');
  expect(() => updateExperimentDescription(db, 9, { before: '', after: 'x'.repeat(10_001) })).toThrow(
    'at most 10000 characters, found 10001',
  );
});
