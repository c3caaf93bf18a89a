import { themeQuartz } from 'ag-grid-community';
import { cssColor } from './palette';

/** ag-grid's theme: the palette's CSS variables, so that it follows the colour scheme without a second theme. */
export const gridTheme = themeQuartz.withParams({
  fontFamily: 'inherit',
  fontSize: 13,
  spacing: 6,
  rowHeight: 32,
  headerHeight: 34,
  backgroundColor: cssColor('background'),
  foregroundColor: cssColor('text'),
  textColor: cssColor('text'),
  headerBackgroundColor: cssColor('surface'),
  headerTextColor: cssColor('muted'),
  headerFontWeight: 600,
  borderColor: cssColor('line'),
  rowBorder: { color: cssColor('line') },
  oddRowBackgroundColor: cssColor('background'),
  rowHoverColor: cssColor('hover'),
  selectedRowBackgroundColor: cssColor('accentSoft'),
  accentColor: cssColor('accent'),
  chromeBackgroundColor: cssColor('surface'),
  wrapperBorder: { color: cssColor('line') },
  wrapperBorderRadius: 4,
  browserColorScheme: 'inherit',
});
