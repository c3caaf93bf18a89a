import type { SqlFunction } from '@/lib/domain/analysis-functions';

/** A function of every SQLite, in one line. */
type BuiltIn = Pick<SqlFunction, 'name' | 'signature' | 'description'>;

const of = (signature: string, description: string): BuiltIn => ({
  name: signature.slice(0, signature.indexOf('(')),
  signature,
  description,
});

/** Functions of SQLite that analyses use, with what they give. */
export const SQLITE_FUNCTIONS: readonly BuiltIn[] = [
  of('abs(x)', 'Absolute value.'),
  of('avg(x)', 'Mean of the values; NULL is left out.'),
  of('ceil(x)', 'Least whole number that is not less.'),
  of('coalesce(x, y, ...)', 'The first value that is not NULL.'),
  of('count(*)', 'Rows; count(x) those in which x is not NULL, count(DISTINCT x) the different values.'),
  of("datetime(t, 'unixepoch')", 'Date and time in UTC; of milliseconds: datetime(t / 1000, ...).'),
  of('dense_rank()', 'Rank without gaps, as a window function: dense_rank() OVER (ORDER BY x).'),
  of('exp(x)', 'e to the power of x.'),
  of('first_value(x)', 'x in the first row of the window.'),
  of('floor(x)', 'Greatest whole number that is not more.'),
  of('format(form, ...)', "Text by a form, as format('%.2f', x)."),
  of('group_concat(x, separator)', 'All values as one text.'),
  of('hex(x)', 'Hex digits of a blob.'),
  of('ifnull(x, y)', 'x, or y when x is NULL.'),
  of('iif(condition, x, y)', 'x when the condition holds, else y.'),
  of('instr(text, part)', 'Place of a part in a text, from 1; 0 when it is not there.'),
  of('json_each(json)', 'A table of the values of a JSON array or object: key, value, type.'),
  of(
    'json_extract(json, path)',
    "A value of a JSON text, as json_extract(config, '$.epochs'); the same as config ->> '$.epochs'.",
  ),
  of('json_group_array(x)', 'All values as a JSON array.'),
  of('json_group_object(name, x)', 'All values as a JSON object.'),
  of('lag(x, n)', 'x of the row n before in the window.'),
  of('last_value(x)', 'x in the last row of the window.'),
  of('lead(x, n)', 'x of the row n after in the window.'),
  of('length(x)', 'Characters of a text, bytes of a blob.'),
  of('ln(x)', 'Natural logarithm.'),
  of('log10(x)', 'Logarithm to base 10.'),
  of('lower(text)', 'In small letters (ASCII).'),
  of('max(x)', 'Greatest value of a group; max(x, y) the greater of two.'),
  of('min(x)', 'Least value of a group; min(x, y) the lesser of two.'),
  of('nullif(x, y)', 'NULL when both are equal, else x.'),
  of('ntile(n)', 'Number of the part when the window is cut into n, from 1.'),
  of('pow(x, y)', 'x to the power of y.'),
  of('printf(form, ...)', 'The same as format.'),
  of('rank()', 'Rank with gaps, as a window function: rank() OVER (ORDER BY x).'),
  of('replace(text, part, other)', 'Text with each part replaced.'),
  of('round(x, digits)', 'Rounded to digits behind the point.'),
  of('row_number()', 'Number of the row in the window, from 1.'),
  of('sign(x)', '-1, 0 or 1.'),
  of('sqrt(x)', 'Square root.'),
  of('strftime(form, t)', "Date and time by a form, as strftime('%Y-%m-%d', t / 1000, 'unixepoch')."),
  of('substr(text, start, length)', 'Part of a text or blob; starts count from 1.'),
  of('sum(x)', 'Sum; NULL for no rows.'),
  of('total(x)', 'Sum as a real number; 0 for no rows.'),
  of('trim(text)', 'Without spaces at both ends.'),
  of('typeof(x)', 'integer, real, text, blob or null.'),
  of('upper(text)', 'In capital letters (ASCII).'),
];
