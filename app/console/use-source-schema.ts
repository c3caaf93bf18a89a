'use client';

import { useEffect, useMemo, useState } from 'react';
import type { SchemaTable } from '@/db/console/schema-list';
import { fetchSchema } from './query-requests';

/** The tables of a source, those of the tracking database among them where it is asked too. */
export interface SourceSchema {
  tables: SchemaTable[];
  /** Why the tables of the other source could not be told. */
  fault?: string;
  isLoading: boolean;
}

/** The tables that a tab may read; those of other sources are fetched when one is chosen. */
export function useSourceSchema(
  tracking: SchemaTable[],
  connection: string,
  unreachable: string,
): SourceSchema {
  const [found, setFound] = useState<{ connection: string; tables: SchemaTable[]; fault?: string }>();
  useEffect(() => {
    if (connection === '') return;
    let isCurrent = true;
    void fetchSchema(connection, unreachable).then((answer) => {
      if (isCurrent) setFound({ connection, ...answer });
    });
    return () => {
      isCurrent = false;
    };
  }, [connection, unreachable]);
  return useMemo(() => {
    const own = connection === '' || connection.startsWith('+') ? tracking : [];
    const other = connection !== '' && found?.connection === connection ? found : undefined;
    return {
      tables: [...(other?.tables ?? []), ...own],
      fault: other?.fault,
      isLoading: connection !== '' && other === undefined,
    };
  }, [tracking, connection, found]);
}
