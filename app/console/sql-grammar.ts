import { QUERY_KEYWORDS } from '@/lib/domain/sql/keywords';
import { functionsOf } from './completion/sql-functions';
import type { monaco } from './monaco-setup';

const QUOTES = [
  { open: '(', close: ')' },
  { open: '[', close: ']' },
  { open: '"', close: '"' },
  { open: "'", close: "'" },
];

/** How the editor pairs and comments SQL. */
export const SQL_CONFIGURATION: monaco.languages.LanguageConfiguration = {
  comments: { lineComment: '--', blockComment: ['/*', '*/'] },
  brackets: [
    ['(', ')'],
    ['[', ']'],
  ],
  // Colours tell kinds of words here, not depths.
  colorizedBracketPairs: [],
  autoClosingPairs: QUOTES,
  surroundingPairs: QUOTES,
};

/**
 * How SQL is coloured. The editor's own grammar is of another SQL: to it `position` and `key` are keywords, and `JOIN` is
 * none.
 */
export const SQL_GRAMMAR: monaco.languages.IMonarchLanguage = {
  defaultToken: '',
  tokenPostfix: '.sql',
  ignoreCase: true,
  brackets: [{ open: '(', close: ')', token: 'delimiter.parenthesis' }],
  keywords: [...QUERY_KEYWORDS],
  functions: [...functionsOf('sqlite'), ...functionsOf('postgres')].map(({ name }) => name),
  tokenizer: {
    root: [
      [/--.*/, 'comment'],
      [/\/\*/, 'comment', '@comment'],
      [/[xn]?'/, 'string', '@string'],
      [/"[^"]*"?|`[^`]*`?|\[[^\]]*\]?/, 'identifier'],
      [/0x[\da-f]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?/, 'number'],
      [/[:@$][\w$\u0080-\uFFFF]+|\?\d*/, 'identifier'],
      // Words that are names elsewhere.
      [
        /(?:EXPLAIN\s+QUERY\s+PLAN|NULLS\s+(?:FIRST|LAST)|CURRENT\s+ROW|CURRENT_(?:DATE|TIME|TIMESTAMP))\b/,
        'keyword',
      ],
      [/(?:ROWS|RANGE|GROUPS)(?=\s+(?:BETWEEN|UNBOUNDED|CURRENT|\d))/, 'keyword'],
      [/(?:UNBOUNDED\s+)?(?:PRECEDING|FOLLOWING)\b/, 'keyword'],
      [
        /[a-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*(?=\s*\()/,
        { cases: { '@keywords': 'keyword', '@functions': 'predefined', '@default': 'identifier' } },
      ],
      [
        /[a-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*/,
        { cases: { '@keywords': 'keyword', '@default': 'identifier' } },
      ],
      [/[()]/, '@brackets'],
    ],
    comment: [
      [/\*\//, 'comment', '@pop'],
      [/[^*]+|\*/, 'comment'],
    ],
    string: [
      [/''/, 'string'],
      [/'/, 'string', '@pop'],
      [/[^']+/, 'string'],
    ],
  },
};
