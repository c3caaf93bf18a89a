import type { Link, Root, Text } from 'mdast';
import rehypeSanitize, { defaultSchema, type Options as Schema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import type { PluggableList } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import { findTextMentions } from '@/lib/domain/note-mentions';
import { quoteFilterText } from '@/lib/domain/run-filter-tokens';
import { headingId } from './note-headings';

type HtmlRoot = Parameters<ReturnType<typeof rehypeSanitize>>[0];

/**
 * What may stand in a text. Sanitising comes last, after all that makes elements; links lead to http, https and mail
 * only. HTML in a text is text, so that ids come from footnotes and headings alone, which carry a prefix already.
 */
export const PLAIN_SCHEMA: Schema = {
  ...defaultSchema,
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto'], src: ['http', 'https'] },
  attributes: {
    ...defaultSchema.attributes,
    a: [...(defaultSchema.attributes?.a ?? []), ['dataMention', /^(run|model|note|experiment|person) /]],
  },
  clobberPrefix: '',
};

/** Makes links of the mentions in a text, outside links that are there; `data-mention` tells what they name. */
function remarkMentions() {
  return (tree: Root) => {
    visit(tree, (node, index, parent) => {
      if (node.type === 'link' || node.type === 'linkReference') return SKIP;
      if (node.type !== 'text' || !parent || index === undefined) return;
      const parts = withMentions(node.value);
      parent.children.splice(index, 1, ...(parts as typeof parent.children));
      return [SKIP, index + parts.length];
    });
  };
}

function withMentions(text: string): (Text | Link)[] {
  let end = 0;
  const parts = findTextMentions(text).flatMap((mention): (Text | Link)[] => {
    const before: Text = { type: 'text', value: text.slice(end, mention.start) };
    end = mention.end;
    const isPerson = mention.kind === 'person';
    return [
      before,
      {
        type: 'link',
        url: isPerson ? runsOf(mention.name) : `/${mention.kind}s/${mention.id}`,
        children: [{ type: 'text', value: text.slice(mention.start, end) }],
        data: { hProperties: { dataMention: `${mention.kind} ${isPerson ? mention.name : mention.id}` } },
      },
    ];
  });
  const all = [...parts, { type: 'text' as const, value: text.slice(end) }];
  return all.filter((part) => part.type !== 'text' || part.value !== '');
}

function runsOf(person: string): string {
  return `/runs?filter=${encodeURIComponent(`created_by = ${quoteFilterText(person)}`)}`;
}

/**
 * Gives the elements of a cell ids that no other cell has: headings those by which the table of contents finds them,
 * footnotes their own with the cell before them. Outside a cell nothing is changed.
 */
export function rehypeCellIds(cellUid?: string) {
  return (tree: HtmlRoot) => {
    if (!cellUid) return;
    const within = (id: string) => `cell-${cellUid}-${id}`;
    let place = 0;
    visit(tree, 'element', ({ tagName, properties }) => {
      const { id, href, ariaDescribedBy } = properties;
      if (typeof id === 'string') properties.id = within(id);
      else if (/^h[1-6]$/.test(tagName)) properties.id = headingId(cellUid, ++place);
      if (typeof href === 'string' && isOfFootnote(properties)) properties.href = `#${within(href.slice(1))}`;
      if (Array.isArray(ariaDescribedBy))
        properties.ariaDescribedBy = ariaDescribedBy.map((one) => within(String(one)));
    });
  };
}

function isOfFootnote({ dataFootnoteRef, dataFootnoteBackref }: Record<string, unknown>): boolean {
  return dataFootnoteRef !== undefined || dataFootnoteBackref !== undefined;
}

/** From source to tree. */
export const REMARK_PLUGINS: PluggableList = [remarkGfm, remarkMentions];
/** From tree to elements, sanitising last. */
export const REHYPE_PLUGINS: PluggableList = [[rehypeSanitize, PLAIN_SCHEMA]];

// Two dollar signs, or a fenced block with a language.
const RICH = /\$[\s\S]*\$|(?:`{3}|~{3})[ \t]*[\w+#-]/;

/** True when a text may hold math or code of a language, whose libraries are loaded for such texts alone. */
export function isRichMarkdown(source: string): boolean {
  return RICH.test(source);
}
