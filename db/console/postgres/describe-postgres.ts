import type { Client, Connection, FieldDef, Submittable } from 'pg';

/** What the server says of a statement without running it. */
export interface PostgresDescription {
  /** Number of its parameters. */
  parameters: number;
  /** Columns of its rows; undefined for a statement that gives none. */
  fields: FieldDef[] | undefined;
}

/** The messages that the driver's types leave out. */
type Protocol = Connection & {
  parse(query: { text: string; name: string; types: number[] }): void;
  describe(what: { type: 'S'; name: string }): void;
  sync(): void;
};

/**
 * Has the server parse one statement and tell its parameters and columns: the extended protocol's Parse and Describe,
 * which the driver only sends together with values.
 *
 * @throws DatabaseError what the server says against the statement, several statements at once included.
 */
export function describePostgres(client: Client, sql: string): Promise<PostgresDescription> {
  return new Promise((resolve, reject) => {
    const description: PostgresDescription = { parameters: 0, fields: undefined };
    let connection: Protocol | undefined;
    const onParameters = (message: { parameterCount: number }) => {
      description.parameters = message.parameterCount;
    };
    const describing = {
      submit: (used: Connection) => {
        connection = used as Protocol;
        connection.once('parameterDescription', onParameters);
        connection.parse({ text: sql, name: '', types: [] });
        connection.describe({ type: 'S', name: '' });
        connection.sync();
      },
      handleRowDescription: ({ fields }: { fields: FieldDef[] }) => {
        description.fields = fields;
      },
      // After an error the driver tells no more.
      handleError: (error: Error) => {
        connection?.removeListener('parameterDescription', onParameters);
        reject(error);
      },
      handleReadyForQuery: () => resolve(description),
    };
    client.query(describing as Submittable);
  });
}
