import type { Options } from 'react-markdown';
import { MentionChip } from './mention-chip';

/** How the elements of a text are drawn where it is more than HTML has. */
export const MARKDOWN_COMPONENTS: Options['components'] = {
  a: ({ node, children, ...props }) => {
    const mention = node?.properties.dataMention;
    // One that was refused leads nowhere, and is text.
    if (!props.href) return <span>{children}</span>;
    if (typeof mention !== 'string') return <a {...props}>{children}</a>;
    const [, kind, name] = /^(\w+) (.*)$/s.exec(mention) ?? [];
    return (
      <MentionChip kind={kind} name={name} href={props.href}>
        {children}
      </MentionChip>
    );
  },
  img: ({ node, alt, ...props }) => (
    // biome-ignore lint/performance/noImgElement: an image of a note is a file of any size, shown as it is.
    <img {...props} alt={alt ?? ''} loading="lazy" />
  ),
};
