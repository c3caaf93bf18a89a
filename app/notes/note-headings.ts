import type { Root } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

/** A heading of a text: `place` counts those of its text from 1. */
export interface Heading {
  depth: number;
  text: string;
  place: number;
}

const parser = unified().use(remarkParse);
// Most texts have none, and need no parser to tell.
const MAY_HAVE = /^[ \t>*+-]*(?:#{1,6}(?:\s|$)|(?:=+|-+)[ \t]*$)/m;

// A note's texts are asked for at each key and each visit, and a parse takes half a millisecond.
const KEPT = 2_000;
const kept = new Map<string, readonly Heading[]>();

/** The headings of a Markdown text, as they are drawn. */
export function headingsOf(source: string): readonly Heading[] {
  if (!MAY_HAVE.test(source)) return [];
  const known = kept.get(source);
  if (known) return known;
  const headings = parseHeadings(source);
  if (kept.size >= KEPT) kept.clear();
  kept.set(source, headings);
  return headings;
}

function parseHeadings(source: string): Heading[] {
  const headings: Heading[] = [];
  visit(parser.parse(source) as Root, 'heading', (node) => {
    let text = '';
    visit(node, (part) => {
      if ('value' in part) text += part.value;
    });
    headings.push({ depth: node.depth, text: text.trim(), place: headings.length + 1 });
  });
  return headings;
}

/** The id of a heading, by the cell that it is in. */
export function headingId(cellUid: string, place: number): string {
  return `cell-${cellUid}-${place}`;
}
