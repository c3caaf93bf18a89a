'use client';

import { useEffect, useRef, useState } from 'react';
import type { SqlDialect } from '@/lib/domain/sql/dialect';
import type { TypedParams } from '@/lib/domain/typed-param';
import type { ParamName } from './param-fields';
import { fetchDescription } from './query-requests';

/** How long the typing rests before the engine is asked for the parameters. */
const PAUSE_MS = 350;

/** A text that may hold a parameter at all; what is one, the engine says. */
const MARK = /[:@$?]/;

/**
 * The parameters of a text's statements, as the engine names them, each once. A statement that the engine does not take, as
 * while it is typed, keeps those that were known and still stand in it, and takes none from the others.
 */
export function useParams(sql: string, dialect: SqlDialect, connection: string): readonly ParamName[] {
  const [params, setParams] = useState<readonly ParamName[]>([]);
  const described = useRef(new Map<string, readonly string[]>());
  useEffect(() => {
    if (!MARK.test(sql)) {
      setParams([]);
      return;
    }
    let isCurrent = true;
    const timer = setTimeout(async () => {
      // With the editor, not with the page.
      const { sqlTokens, statementRanges } = await import('@/lib/domain/sql/tokens');
      const statements = statementRanges(sql, dialect).map(({ start, end }) => sql.slice(start, end));
      const found = new Map<string, readonly string[]>();
      const refused: string[] = [];
      for (const statement of statements.filter((text) => MARK.test(text))) {
        const key = JSON.stringify([connection, statement]);
        const names =
          described.current.get(key) ?? (await fetchDescription(statement, connection))?.parameters;
        if (!isCurrent) return;
        if (names) found.set(key, names);
        else refused.push(statement);
      }
      // What still stands in the text is not asked for again.
      described.current = found;
      const marked = sqlTokens(sql, dialect).filter(({ kind }) => kind === 'parameter');
      const written = (name: string) =>
        marked.find(({ value }) => value.slice(1) === name)?.value ?? `?${name}`;
      setParams((before) => {
        const kept = before
          .map(({ name }) => name)
          .filter((name) => refused.some((statement) => statement.includes(name)));
        const names = [...new Set([...[...found.values()].flat(), ...kept])];
        return names.map((name) => ({ name, written: written(name) }));
      });
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [sql, dialect, connection]);
  return params;
}

/** The values of the parameters that a text has. */
export function namedParams(values: TypedParams, params: readonly ParamName[]): TypedParams {
  return Object.fromEntries(params.flatMap(({ name }) => (values[name] ? [[name, values[name]]] : [])));
}
