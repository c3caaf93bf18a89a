import type { Root } from 'mdast';
import rehypeHighlight from 'rehype-highlight';
import rehypeKatex, { type Options as KatexOptions } from 'rehype-katex';
import rehypeSanitize, { type Options as Schema } from 'rehype-sanitize';
import remarkMath from 'remark-math';
import type { PluggableList } from 'unified';
import { visit } from 'unist-util-visit';
import { PLAIN_SCHEMA, REMARK_PLUGINS } from './markdown-plugins';

/** Sizes are bounded, and nothing that leads elsewhere or sets attributes is obeyed. */
export const KATEX: KatexOptions = { trust: false, strict: 'ignore', maxSize: 40, maxExpand: 500 };

const MATHML = [
  ...[
    'math',
    'semantics',
    'annotation',
    'mrow',
    'mi',
    'mn',
    'mo',
    'ms',
    'mtext',
    'mspace',
    'mstyle',
    'mpadded',
  ],
  ...[
    'mphantom',
    'menclose',
    'mglyph',
    'mfrac',
    'msqrt',
    'mroot',
    'msub',
    'msup',
    'msubsup',
    'munder',
    'mover',
  ],
  ...['munderover', 'mmultiscripts', 'mtable', 'mtr', 'mtd', 'mlabeledtr'],
];
const MATHML_ATTRIBUTES = [
  ...[
    'accent',
    'accentunder',
    'columnalign',
    'columnlines',
    'columnspacing',
    'depth',
    'display',
    'displaystyle',
  ],
  ...['encoding', 'fence', 'height', 'linethickness', 'lspace', 'mathbackground', 'mathcolor', 'mathsize'],
  ...['mathvariant', 'maxsize', 'minsize', 'notation', 'rowlines', 'rowspacing', 'rspace', 'scriptlevel'],
  ...['separator', 'side', 'stretchy', 'voffset', 'width', 'xmlns', 'xmlnsXLink'],
];

// Lengths in em, colours by name or number; no address, and no place on the page.
const LENGTHS =
  '(?:(?:min-)?width|height|vertical-align|top|bottom|left|right|margin|(?:margin|padding)-(?:left|right|top|bottom)|border(?:-(?:left|right|top|bottom))?-width)';
const COLORS = '(?:color|background-color|border-color)';
const DECLARATION = `(?:${LENGTHS}:-?[\\d.]+(?:em|%)|${COLORS}:#?[a-zA-Z0-9]+|position:relative|border(?:-right)?-style:[a-z]+|text-shadow:[\\d.em ]+)`;
const STYLE = new RegExp(`^(?:${DECLARATION};?)*$`);
// Neither the classes of the app nor those of its libraries are written so.
const CLASS = /^[a-zA-Z][a-zA-Z0-9-]*$/;
const SVG = ['svg', 'path', 'line'];

/** {@link PLAIN_SCHEMA} with what math and coloured code consist of. */
export const RICH_SCHEMA: Schema = {
  ...PLAIN_SCHEMA,
  tagNames: [...(PLAIN_SCHEMA.tagNames ?? []), 'span', ...SVG, ...MATHML],
  attributes: {
    ...PLAIN_SCHEMA.attributes,
    ...Object.fromEntries(MATHML.map((name) => [name, MATHML_ATTRIBUTES])),
    code: [['className', CLASS]],
    span: [['className', CLASS, 'function_', 'class_', 'inherited__'], ['style', STYLE], 'ariaHidden'],
    svg: ['xmlns', 'width', 'height', 'viewBox', 'preserveAspectRatio', ['style', STYLE]],
    path: ['d'],
    line: ['x1', 'x2', 'y1', 'y2', 'strokeWidth'],
  },
};

/**
 * Reads dollar signs as people write them. Two on each side are a formula that stands by itself, on one line too, as in
 * Jupyter. In single ones there is no space inside them and no digit behind, as in Pandoc, so that "$5 to $10" is text.
 */
function remarkDollars() {
  return (tree: Root, file: { toString(): string }) => {
    const text = String(file);
    visit(tree, 'inlineMath', (node, index, parent) => {
      const { start, end } = node.position ?? {};
      if (!parent || index === undefined || start?.offset === undefined || end?.offset === undefined) return;
      const source = text.slice(start.offset, end.offset);
      if (source[1] === '$') {
        node.data = { ...node.data, hProperties: { className: ['language-math', 'math-display'] } };
        return;
      }
      const isMoney = /^\$(?:\s|[^$]*\s\$$)/.test(source) || /\d/.test(text[end.offset] ?? '');
      if (isMoney) parent.children[index] = { type: 'text', value: source };
    });
  };
}

/** From source to tree, with math. */
export const RICH_REMARK_PLUGINS: PluggableList = [remarkMath, remarkDollars, ...REMARK_PLUGINS];
/** From tree to elements, sanitising last. */
export const RICH_REHYPE_PLUGINS: PluggableList = [
  [rehypeKatex, KATEX],
  rehypeHighlight,
  [rehypeSanitize, RICH_SCHEMA],
];
