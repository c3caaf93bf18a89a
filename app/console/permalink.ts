import { type ChartSpec, chartSpecSchema } from '@/lib/domain/chart-spec';
import { type TypedParams, typedParamsSchema } from '@/lib/domain/typed-param';

/** What a link carries behind `#sql=`, which never reaches a server or its log. */
export interface LinkedSql {
  sql: string;
  /** Where it is asked; '' for the tracking database. */
  connection: string;
  params: TypedParams;
  chart?: ChartSpec;
}

/** The SQL of a link's fragment, where it is asked, its parameters and chart; undefined for another fragment. */
export function linkOfHash(hash: string): LinkedSql | undefined {
  if (!hash.startsWith('#sql=')) return undefined;
  try {
    const parts = new Map(
      hash
        .slice(1)
        .split('&')
        .map((part) => {
          const [name, value = ''] = part.split('=');
          return [name, decodeURIComponent(value)];
        }),
    );
    const params = typedParamsSchema.safeParse(JSON.parse(parts.get('params') || '{}'));
    const chart = chartSpecSchema.safeParse(JSON.parse(parts.get('chart') || 'null'));
    return {
      sql: parts.get('sql') ?? '',
      connection: parts.get('connection') ?? '',
      params: params.data ?? {},
      ...(chart.data && { chart: chart.data }),
    };
  } catch {
    // It was cut.
    return undefined;
  }
}

/** The fragment of a link that fills the editor with SQL, the fields of its parameters, and its chart. */
export function hashOfLink({ sql, connection, params, chart }: LinkedSql): string {
  const parts = {
    sql,
    connection,
    params: Object.keys(params).length > 0 ? JSON.stringify(params) : '',
    chart: chart ? JSON.stringify(chart) : '',
  };
  return `#${Object.entries(parts)
    .filter(([name, value]) => name === 'sql' || value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')}`;
}
