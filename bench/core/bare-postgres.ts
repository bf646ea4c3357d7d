// The floor on PostgreSQL: recorded transactions, run again by the `pg` driver and nothing else, each in a transaction of its own.
import { Client } from 'pg';
import type { Recording } from './recording.ts';

export interface BarePostgres {
  /** Runs each queue on a connection of its own, side by side. */
  run(queues: readonly (readonly Recording[])[]): Promise<void>;
  close(): Promise<void>;
}

export async function openBarePostgres(url: string, connections: number): Promise<BarePostgres> {
  const clients = Array.from({ length: connections }, () => new Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  const names = new Map<string, string>();
  const nameOf = (sql: string) => {
    const known = names.get(sql) ?? `s${names.size}`;
    names.set(sql, known);
    return known;
  };

  async function runAll(client: Client, queue: readonly Recording[]): Promise<void> {
    for (const recording of queue) {
      await client.query('begin');
      for (const { method, sql, parameters } of recording) {
        const text = method === 'lock' ? `${sql} for update` : sql;
        await client.query({ name: nameOf(text), text, values: parameters.map(bindable) });
      }
      await client.query('commit');
    }
  }

  return {
    run: async (queues) => {
      await Promise.all(queues.map((queue, index) => runAll(clients[index] as Client, queue)));
    },
    close: async () => {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}

function bindable(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Uint8Array ? Buffer.from(value) : value;
}
