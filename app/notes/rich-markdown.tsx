import 'katex/dist/katex.min.css';
import ReactMarkdown from 'react-markdown';
import { MARKDOWN_COMPONENTS } from './markdown-components';
import { rehypeCellIds } from './markdown-plugins';
import { RICH_REHYPE_PLUGINS, RICH_REMARK_PLUGINS } from './rich-markdown-plugins';

/** Markdown with math and coloured code. */
export function RichMarkdown({ source, cellUid }: { source: string; cellUid?: string }) {
  return (
    <ReactMarkdown
      remarkPlugins={RICH_REMARK_PLUGINS}
      rehypePlugins={[[rehypeCellIds, cellUid], ...RICH_REHYPE_PLUGINS]}
      components={MARKDOWN_COMPONENTS}
    >
      {source}
    </ReactMarkdown>
  );
}
