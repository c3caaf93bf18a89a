import { expect, it } from 'vitest';
import { showDifference, showTick, showValue } from '@/app/compare/columns';
import { metricText } from '@/app/format/metric-text';
import { valueText } from '@/app/runs/grid/value-text';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

it.each([
  ['accuracy/validation', 0.5, '50.00 %'],
  ['validation/accuracy', 87.5, '87.5'],
  ['accuracy_drop', -0.012, '−1.20 %'],
  ['loss_scale', 65_536, '65,536'],
  ['train/loss', 0.123456, '0.1235'],
  ['train/loss', Number.NaN, 'NaN'],
  ['train/accuracy', Number.NEGATIVE_INFINITY, '-Infinity'],
  ['latency_ms', 0.5234, '0.52 ms'],
  ['latency_ms', 999.6, '1.0 s'],
  ['ms_per_batch', -1, '−1'],
  ['memory_bytes', 2_000_000, '2.00 MB'],
  ['memory_bytes', -5, '−5'],
  ['nonzeros', 1_234_567, '1,234,567'],
  ['perplexity', 1234.56, '1,235'],
])('%s: %s reads %s, in the grid, in a comparison and on a curve', (key, value, text) => {
  expect(plain(metricText(key, value))).toBe(text);
  expect(plain(valueText(`metric:last:${key}`, value))).toBe(text);
  expect(plain(showValue(`metric:last:${key}`, value))).toBe(text);
});

it('accuracies in percent are no fractions: neither on an axis nor as a difference', () => {
  expect(showTick('metric:last:accuracy', 87.5)).toBe('87.5');
  expect(showDifference('metric:last:accuracy', 90, 87.5)).toEqual({ text: '+2.5', unit: 'none' });
});
