import type { Colors } from './chart';

/** Axis settings that all charts share: thin lines, muted labels, a title at the middle. */
export function axisStyle(colors: Colors) {
  return {
    nameLocation: 'middle' as const,
    nameTextStyle: { color: colors.muted, fontSize: 12 },
    axisLabel: { color: colors.muted, fontSize: 11, hideOverlap: true },
    axisLine: { show: true, lineStyle: { color: colors.strongLine } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: colors.line } },
  };
}

/** Tooltip settings that all charts share. Plain text only: names that people typed are never read as HTML. */
export function tooltipStyle(colors: Colors) {
  return {
    renderMode: 'richText' as const,
    backgroundColor: colors.raised,
    borderColor: colors.strongLine,
    textStyle: { color: colors.text, fontSize: 12 },
    confine: true,
  };
}
