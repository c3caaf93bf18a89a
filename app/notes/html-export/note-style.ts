import { PALETTE } from '../../theme/palette';

const { text, muted, line, strongLine, surface, accent, good, bad, warning, background } = PALETTE.light;

/** Styles of an exported note, on the screen and on paper: tables are whole, rows are not torn between pages. */
export const NOTE_STYLE = `
:root { color-scheme: light; }
body { background: ${background}; color: ${text}; font: 15px/1.5 system-ui, sans-serif; margin: 0; }
main { margin: 0 auto; max-width: 860px; padding: 24px 16px 64px; overflow-wrap: anywhere; }
h1, h2, h3, h4, h5, h6 { break-after: avoid; line-height: 1.3; }
h1 { font-size: 1.375rem; } h2 { font-size: 1.125rem; } h3, h4, h5, h6 { font-size: 1rem; }
.title { font-size: 1.625rem; margin: 0 0 8px; }
a[href] { color: ${accent}; }
section { margin: 0 0 20px; }
img, svg { height: auto; max-width: 100%; }
figure { break-inside: avoid; margin: 12px 0; }
pre, code { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre, :not(pre) > code { background: ${surface}; border-radius: 4px; padding: 1px 4px; }
pre { overflow-x: auto; padding: 10px 12px; white-space: pre-wrap; }
.wide { overflow-wrap: break-word; overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.875em; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid ${line}; padding: 3px 14px 3px 0; text-align: left; vertical-align: top; }
th { border-color: ${strongLine}; color: ${muted}; white-space: nowrap; }
th.number, td.number { text-align: right; white-space: nowrap; }
blockquote { border-left: 3px solid ${strongLine}; color: ${muted}; margin: 12px 0; padding-left: 12px; }
.task-list-item { list-style: none; margin-left: -20px; }
.muted { color: ${muted}; font-size: 0.875em; margin: 4px 0; }
.stale { border-left: 3px solid ${warning}; margin: 8px 0; padding-left: 10px; }
math[display="block"] { margin: 12px 0; }
.katex-error, .hljs-deletion { color: ${bad}; }
.hljs-comment, .hljs-quote, .hljs-meta { color: ${muted}; }
.hljs-keyword, .hljs-type, .hljs-section, .hljs-tag { color: ${accent}; }
.hljs-string, .hljs-regexp, .hljs-addition, .hljs-attribute { color: ${good}; }
.hljs-number, .hljs-literal, .hljs-symbol, .hljs-bullet { color: ${warning}; }
@media print {
  @page { margin: 16mm; }
  main { max-width: none; padding: 0; }
  .wide, pre { overflow: visible; overflow-wrap: anywhere; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  a { color: inherit; }
}
`;
