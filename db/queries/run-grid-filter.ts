import type { FilterField, FilterValue, RunFilter } from '@/lib/domain/run-filter';
import type { CompareOperator } from '@/lib/domain/run-filter-tokens';
import { type BindValue, FACT_SOURCES, keyIdOf, PICK_COLUMNS } from './run-grid-facts';

const OPPOSITE: Readonly<Record<CompareOperator, CompareOperator>> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/**
 * A filter as a condition on the row `s` of `run_results`. NOT is carried down to the comparisons, so that, as in
 * SQL, neither a comparison with a missing value nor its opposite holds. Conditions on other tables are sets of ids,
 * each found by an index.
 */
export function filterCondition(filter: RunFilter, bind: BindValue, isNegated = false): string {
  switch (filter.type) {
    case 'not':
      return filterCondition(filter.item, bind, !isNegated);
    case 'and':
    case 'or': {
      const word = (filter.type === 'and') === isNegated ? 'OR' : 'AND';
      return joined(
        filter.items.map((item) => filterCondition(item, bind, isNegated)),
        word,
      );
    }
    case 'null':
      return nullCondition(filter.field, filter.isNegated === isNegated, bind);
    case 'compare': {
      const operator = isNegated ? OPPOSITE[filter.operator] : filter.operator;
      return compareCondition(filter.field, operator, filter.value, bind);
    }
    case 'in':
      return inCondition(filter.field, filter.values, filter.isNegated !== isNegated, bind);
    case 'like': {
      const operator = filter.isNegated === isNegated ? 'LIKE' : 'NOT LIKE';
      return existing(
        filter.field,
        operator === 'NOT LIKE',
        bind,
        (sql, isTag) => `${sql} ${isTag ? 'LIKE' : operator} ${bind(filter.pattern)} ESCAPE '\\'`,
      );
    }
    case 'between': {
      const { field, low, high } = filter;
      const operator = filter.isNegated === isNegated ? 'BETWEEN' : 'NOT BETWEEN';
      const isNumeric = typeof low === 'number' && typeof high === 'number';
      return existing(
        field,
        false,
        bind,
        (sql) => `${sql} ${operator} ${bind(low)} AND ${bind(high)}`,
        isNumeric,
      );
    }
  }
}

/** Conditions joined as a balanced tree: SQLite refuses deep ones. */
function joined(conditions: readonly string[], word: string): string {
  if (conditions.length === 1) return conditions[0];
  if (conditions.length <= 20) return `(${conditions.join(` ${word} `)})`;
  const half = conditions.length >> 1;
  return `(${joined(conditions.slice(0, half), word)} ${word} ${joined(conditions.slice(half), word)})`;
}

function compareCondition(
  field: FilterField,
  operator: CompareOperator,
  value: FilterValue,
  bind: BindValue,
): string {
  const isOther = operator === '!=';
  return existing(
    field,
    isOther,
    bind,
    (sql, isTag) => {
      if (isTag) return `${sql} = ${bind(value)}`;
      if (typeof value === 'number' && Number.isNaN(value)) return `${sql} IS ${isOther ? 'NOT ' : ''}NULL`;
      const isLoose = field.type === 'metric' || field.type === 'param';
      if (isOther && isLoose) return `${sql} IS NOT ${bind(value)}`;
      const isIndexed =
        field.type === 'fact' && FACT_SOURCES[field.id].collate !== undefined && operator === '=';
      const exact = `${sql} ${operator} ${bind(value)}`;
      return isIndexed ? `${sql} = ${bind(value)} COLLATE NOCASE AND ${exact}` : exact;
    },
    typeof value === 'number',
  );
}

function inCondition(
  field: FilterField,
  values: readonly FilterValue[],
  isNegated: boolean,
  bind: BindValue,
): string {
  if (field.type === 'param' || field.type === 'metric') {
    const parts = values.map((value) => compareCondition(field, isNegated ? '!=' : '=', value, bind));
    if (field.type === 'metric' || values.length <= 3) return joined(parts, isNegated ? 'AND' : 'OR');
    const numbers = values
      .filter((value) => typeof value === 'number')
      .map(bind)
      .join(', ');
    const texts = values
      .filter((value) => typeof value === 'string')
      .map(bind)
      .join(', ');
    const isIn = `(value_num IS NOT NULL AND value_num IN (${numbers}) OR value_text IN (${texts}))`;
    return paramSet(field.key, isNegated ? `NOT ${isIn}` : isIn, bind);
  }
  const list = `(${values.map(bind).join(', ')})`;
  return existing(
    field,
    isNegated,
    bind,
    (sql, isTag) => `${sql} ${isNegated && !isTag ? 'NOT ' : ''}IN ${list}`,
  );
}

function nullCondition(field: FilterField, isNull: boolean, bind: BindValue): string {
  if (field.type === 'fact')
    return existing(field, false, bind, (sql) => `${sql} IS ${isNull ? '' : 'NOT '}NULL`);
  const not = isNull ? 'NOT ' : '';
  if (field.type === 'tag') return `s.run_id ${not}IN (SELECT run_id FROM tags)`;
  if (field.type === 'param')
    return `s.run_id ${not}IN (SELECT run_id FROM params WHERE key = ${bind(field.key)})`;
  return `s.run_id ${not}IN (SELECT run_id FROM run_metrics WHERE key_id = ${keyIdOf(field.key, bind)})`;
}

function paramSet(key: string, condition: string, bind: BindValue): string {
  return `s.run_id IN (SELECT run_id FROM params WHERE key = ${bind(key)} AND ${condition})`;
}

/**
 * The condition that a field's value exists and is as `condition` says of its SQL. Of tags, a run has several: the
 * negation is that no one of them is so.
 */
function existing(
  field: FilterField,
  isNegated: boolean,
  bind: BindValue,
  condition: (sql: string, isTag: boolean) => string,
  isNumeric = false,
): string {
  switch (field.type) {
    case 'tag':
      return `s.run_id ${isNegated ? 'NOT ' : ''}IN (SELECT run_id FROM tags WHERE ${condition('name', true)})`;
    case 'param':
      return paramSet(field.key, condition(isNumeric ? 'value_num' : 'value_text', false), bind);
    case 'metric':
      return `s.run_id IN (SELECT run_id FROM run_metrics WHERE key_id = ${keyIdOf(field.key, bind)} AND ${condition(PICK_COLUMNS[field.pick], false)})`;
    case 'fact': {
      const { table, sql } = FACT_SOURCES[field.id];
      if (table === 'run_results') return condition(`s.${sql}`, false);
      if (table === 'runs') return `s.run_id IN (SELECT id FROM runs WHERE ${condition(sql, false)})`;
      return `s.run_id IN (SELECT id FROM runs WHERE experiment_id IN (SELECT id FROM experiments WHERE ${condition('name', false)}))`;
    }
  }
}
