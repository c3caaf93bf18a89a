import dynamic from 'next/dynamic';
import ReactMarkdown from 'react-markdown';
import classes from './markdown.module.css';
import { MARKDOWN_COMPONENTS } from './markdown-components';
import { isRichMarkdown, REHYPE_PLUGINS, REMARK_PLUGINS } from './markdown-plugins';

const RichMarkdown = dynamic(() => import('./rich-markdown').then((module) => module.RichMarkdown));

/** Markdown as page content: GFM, mentions, math and coloured code. HTML in it is text. */
export function MarkdownText({ source }: { source: string }) {
  return (
    <div className={classes.markdown}>
      {isRichMarkdown(source) ? (
        <RichMarkdown source={source} />
      ) : (
        <ReactMarkdown
          remarkPlugins={REMARK_PLUGINS}
          rehypePlugins={REHYPE_PLUGINS}
          components={MARKDOWN_COMPONENTS}
        >
          {source}
        </ReactMarkdown>
      )}
    </div>
  );
}
