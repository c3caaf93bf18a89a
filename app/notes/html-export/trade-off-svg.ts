import { frontOf } from '@/app/compare/front';
import { scatterOption } from '@/app/compare/scatter-option';
import { PALETTE, type Technique } from '@/app/theme/palette';
import type { KeptTable } from '@/lib/domain/note-content';
import { optionSvg } from './chart-svg';

const [X, Y] = ['stored_bytes', 'test_accuracy'];
const HEIGHT = 380;

/** Runs by size and accuracy, with the front and the names of those in it; undefined where fewer than two have both. */
export function tradeOffSvg({ columns, rows }: KeptTable): string | undefined {
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const [x, y, name, run, technique] = [X, Y, 'name', 'run', 'technique'].map(at);
  const points = rows.flatMap((row, place) => {
    const [right, up] = [row[x], row[y]];
    return typeof right === 'number' && typeof up === 'number' ? [{ place, x: right, y: up }] : [];
  });
  if (points.length < 2) return undefined;
  const front = frontOf(points, 'less', 'more');
  const colors = PALETTE.light;
  const techniques = [...new Set(points.map(({ place }) => String(rows[place][technique] ?? '')))];
  const groups = techniques.map((word) => {
    const color = Object.hasOwn(colors.technique, word) ? colors.technique[word as Technique] : colors.accent;
    const runs = points.filter(({ place }) => String(rows[place][technique] ?? '') === word);
    return {
      name: word,
      color,
      runs: runs.map((point) => ({
        ...point,
        color,
        opacity: 1,
        isInFront: front.includes(point),
        accuracy: undefined,
        head: [],
      })),
      // All names would not be readable; the table tells which run the others are.
      names: runs.map((point) => {
        const row = rows[point.place];
        return front.includes(point) ? `#${row[run]} ${row[name]}` : `#${row[run]}`;
      }),
    };
  });
  const { series, ...option } = scatterOption({
    groups,
    front,
    // A file shows both quantities as its table does.
    axes: { x: X, y: Y, xName: X, yName: Y },
    xBetter: 'less',
    hasLegend: techniques.length > 1,
    words: { interval: '', front: '' },
    colors,
  });
  const [intervals, line, ...drawn] = series as object[];
  const labelled = drawn.map((one, index) => ({
    ...one,
    label: {
      show: true,
      position: 'top',
      color: colors.text,
      fontSize: 11,
      formatter: ({ dataIndex }: { dataIndex: number }) => groups[index].names[dataIndex],
    },
    labelLayout: { hideOverlap: true },
  }));
  return optionSvg(
    { ...option, series: [intervals, line, ...labelled] } as Parameters<typeof optionSvg>[0],
    HEIGHT,
  );
}
