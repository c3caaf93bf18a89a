import type { CurveLook, DrawnCurve } from './curve-option';

/** Of more curves than this a tooltip names the nearest. */
const MOST_TOLD_TOGETHER = 12;

/** What the chart tells of a curve under the pointer. */
export interface TooltipItem {
  seriesId?: string;
  axisValue?: unknown;
  marker?: unknown;
}

interface SmoothedCurve extends DrawnCurve {
  smooth: readonly number[];
}

/** The values of the curves at a place, those nearest to the pointer where there are too many. */
export function curveTooltip(
  items: readonly TooltipItem[],
  lines: readonly SmoothedCurve[],
  look: CurveLook,
): string {
  const place = items[0]?.axisValue;
  if (typeof place !== 'number') return '';
  const markers = new Map(items.map(({ seriesId, marker }) => [seriesId, marker]));
  let found = lines.flatMap((line) => {
    const index = nearestIndex(line.x, place);
    return index !== undefined && Math.abs(line.x[index] - place) <= look.reach ? [{ line, index }] : [];
  });
  if (found.length > MOST_TOLD_TOGETHER) {
    const pointer = look.pointerValue();
    const distance = ({ line, index }: (typeof found)[number]) => Math.abs(line.values[index] - pointer);
    found = found.sort((a, b) => distance(a) - distance(b)).slice(0, MOST_TOLD_TOGETHER);
  }
  const texts = found.map(({ line, index }) => {
    const value = look.format(line.values[index]);
    const smooth = look.smoothing > 0 ? ` (${look.smoothedWord} ${look.format(line.smooth[index])})` : '';
    const marker = markers.get(line.id);
    return `${typeof marker === 'string' ? marker : ''}${line.name}  ${value}${smooth}`;
  });
  return texts.length === 0 ? '' : [look.head(place), ...texts].join('\n');
}

/** Where the place nearest to one stands among ascending ones. */
function nearestIndex(places: readonly number[], place: number): number | undefined {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle] < place) low = middle + 1;
    else high = middle;
  }
  if (high < 0) return undefined;
  return low > 0 && place - places[low - 1] <= places[low] - place ? low - 1 : low;
}
