import dynamic from 'next/dynamic';
import { memo } from 'react';
import ReactMarkdown from 'react-markdown';
import classes from './markdown.module.css';
import { MARKDOWN_COMPONENTS } from './markdown-components';
import { isRichMarkdown, REHYPE_PLUGINS, REMARK_PLUGINS, rehypeCellIds } from './markdown-plugins';

const RichMarkdown = dynamic(() => import('./rich-markdown').then((module) => module.RichMarkdown));

/**
 * Markdown as page content: GFM, mentions, math and coloured code. HTML in it is text; headings have ids in a cell.
 * Read anew only when it changes: a note draws all of its texts at each key.
 */
export const MarkdownText = memo(function MarkdownText(props: { source: string; cellUid?: string }) {
  const { source, cellUid } = props;
  return (
    <div className={classes.markdown}>
      {isRichMarkdown(source) ? (
        <RichMarkdown source={source} cellUid={cellUid} />
      ) : (
        <ReactMarkdown
          remarkPlugins={REMARK_PLUGINS}
          rehypePlugins={[[rehypeCellIds, cellUid], ...REHYPE_PLUGINS]}
          components={MARKDOWN_COMPONENTS}
        >
          {source}
        </ReactMarkdown>
      )}
    </div>
  );
});
