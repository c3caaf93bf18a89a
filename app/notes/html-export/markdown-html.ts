import rehypeHighlight from 'rehype-highlight';
import rehypeKatex from 'rehype-katex';
import rehypeSanitize, { type Options as Schema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { rehypeCellIds } from '../markdown-plugins';
import { KATEX, RICH_REMARK_PLUGINS, RICH_SCHEMA } from '../rich-markdown-plugins';

/** Images are in the file or not in it: nothing is fetched by who opens it. */
const SCHEMA: Schema = {
  ...RICH_SCHEMA,
  protocols: { ...RICH_SCHEMA.protocols, src: ['data'] },
  attributes: {
    ...RICH_SCHEMA.attributes,
    img: ['alt', ['src', /^data:image\/(png|jpeg|webp|gif);base64,[A-Za-z0-9+/=]*$/]],
  },
};

const processor = unified()
  .use(remarkParse)
  .use(RICH_REMARK_PLUGINS)
  .use(remarkRehype)
  .use(absoluteLinks)
  .use(cellIds)
  // MathML alone needs neither fonts nor styles.
  .use(rehypeKatex, { ...KATEX, output: 'mathml' })
  .use(rehypeHighlight)
  .use(rehypeSanitize, SCHEMA)
  .use(rehypeStringify);

/** Markdown of a cell as HTML of a file: links to the app lead to `origin`, images are those in the text, sanitising is last. */
export function markdownHtml(source: string, origin: string, cellUid: string): string {
  return String(processor.processSync({ value: source, data: { origin, cellUid } }));
}

type HtmlRoot = Parameters<ReturnType<typeof rehypeSanitize>>[0];
interface CellFile {
  data: Record<string, unknown>;
}

function cellIds() {
  return (tree: HtmlRoot, { data }: CellFile) => rehypeCellIds(String(data.cellUid))(tree);
}

function absoluteLinks() {
  return (tree: HtmlRoot, file: CellFile) => {
    visit(tree, 'element', ({ tagName, properties }) => {
      const { href } = properties;
      if (tagName === 'a' && typeof href === 'string' && href.startsWith('/'))
        properties.href = `${file.data.origin}${href}`;
    });
  };
}
