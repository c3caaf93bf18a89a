import { expect, it } from 'vitest';
import { type Objective, paretoFront } from '@/lib/analysis/pareto';

interface Run {
  name: string;
  accuracy: number;
  bytes: number;
}

const objectives: Objective<Run>[] = [
  { value: ({ accuracy }) => accuracy, better: 'more' },
  { value: ({ bytes }) => bytes, better: 'less' },
];
const run = (name: string, accuracy: number, bytes: number): Run => ({ name, accuracy, bytes });
const names = (runs: Run[]) => runs.map(({ name }) => name);

it('keeps what nothing beats, in the order given', () => {
  const runs = [
    run('small', 0.9, 100),
    run('beaten', 0.89, 150),
    run('large', 0.98, 1000),
    run('same accuracy, more bytes', 0.98, 1001),
    run('middle', 0.95, 300),
  ];
  expect(names(paretoFront(runs, objectives))).toEqual(['small', 'large', 'middle']);
});

it('keeps equal ones and leaves out what was not measured', () => {
  const runs = [run('a', 0.9, 100), run('b', 0.9, 100), run('unknown', Number.NaN, 1)];
  expect(names(paretoFront(runs, objectives))).toEqual(['a', 'b']);
  expect(paretoFront([], objectives)).toEqual([]);
});

it('agrees with the definition for three objectives', () => {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * 8);
  };
  const items = Array.from({ length: 300 }, () => [next(), next(), next()]);
  const three = [0, 1, 2].map((axis) => ({ value: (item: number[]) => item[axis], better: 'less' as const }));
  const expected = items.filter(
    (item) =>
      !items.some(
        (other) =>
          other.every((cost, axis) => cost <= item[axis]) && other.some((cost, axis) => cost < item[axis]),
      ),
  );
  expect(paretoFront(items, three)).toEqual(expected);
});
