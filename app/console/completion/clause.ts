import { CLOSING_KEYWORDS, QUERY_KEYWORDS } from '@/lib/domain/sql/keywords';
import { sqlWord } from '@/lib/domain/sql/query-reader';
import type { SqlToken } from '@/lib/domain/sql/tokens';

const CLAUSES = new Set(
  'SELECT FROM JOIN ON USING WHERE GROUP HAVING ORDER WINDOW LIMIT VALUES WITH PARTITION UNION EXCEPT INTERSECT'.split(
    ' ',
  ),
);

/** The word that begins the clause behind these tokens, of the query or parentheses that they lead into; '' for none. */
export function clauseOf(before: readonly SqlToken[]): string {
  let depth = 0;
  for (const token of before.toReversed()) {
    if (token.value === ')' && token.kind === 'operator') depth += 1;
    if (token.value === '(' && token.kind === 'operator' && depth-- === 0) return '(';
    if (depth === 0 && CLAUSES.has(sqlWord(token))) return sqlWord(token);
  }
  return '';
}

/** True where a source is expected: behind FROM, JOIN, or a comma of that list. */
export function expectsSource(before: readonly SqlToken[]): boolean {
  const last = before.at(-1);
  if (['FROM', 'JOIN'].includes(sqlWord(last))) return true;
  return last?.value === ',' && ['FROM', 'JOIN'].includes(clauseOf(before));
}

/** True where a name is made up: that of a column, of a source or of a common table expression. */
export function isNewName(before: readonly SqlToken[]): boolean {
  const last = before.at(-1);
  return (
    ['AS', 'WITH', 'RECURSIVE'].includes(sqlWord(last)) ||
    (last?.value === ',' && clauseOf(before) === 'WITH')
  );
}

/** True behind an expression or a source that may end there. */
export function isBehindExpression(before: readonly SqlToken[]): boolean {
  const last = before.at(-1);
  if (!last || clauseOf(before) === '') return false;
  const word = sqlWord(last);
  if (word) return !QUERY_KEYWORDS.has(word) || CLOSING_KEYWORDS.has(word);
  if (last.kind !== 'operator')
    return ['quoted', 'string', 'blob', 'number', 'parameter'].includes(last.kind);
  // The star of `SELECT *` and `r.*`, not that of a product.
  const lead = before.at(-2);
  const isStar =
    last.value === '*' &&
    (['.', ',', '('].includes(lead?.value ?? '') || /^(SELECT|DISTINCT|ALL)$/.test(sqlWord(lead)));
  return last.value === ')' || isStar;
}

/** True where a name may be given to the expression or source that these tokens end with. */
export function mayBeNamed(before: readonly SqlToken[]): boolean {
  return isBehindExpression(before) && ['SELECT', 'FROM', 'JOIN'].includes(clauseOf(before));
}
