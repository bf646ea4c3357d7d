// The floor on SQLite: recorded transactions, run again by node:sqlite and nothing else, so many to a commit.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Recording, Statement } from './recording.ts';

export interface BareSqlite {
  /** Runs the next recordings, `callers` of them in one commit. */
  run(recordings: readonly Recording[]): void;
  close(): void;
}

/** The pragmas are those of the gateway's own connection. */
const PRAGMAS =
  'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -65536; pragma temp_store = memory; pragma wal_autocheckpoint = 4000';

export function openBareSqlite(file: string): BareSqlite {
  const database = new DatabaseSync(file);
  database.exec(PRAGMAS);
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    // `?1` is a place that can be named twice, as `$1` can on PostgreSQL.
    const statement = database.prepare(sql.replaceAll(/\$(\d+)/gu, '?$1'));
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    prepared.set(sql, statement);
    return statement;
  };
  const [begin, savepoint, release, commit] = [
    'begin immediate',
    'savepoint one',
    'release one',
    'commit',
  ].map((sql) => database.prepare(sql));

  function runStatement({ method, sql, parameters }: Statement): void {
    const statement = prepare(sql);
    if (method === 'run') statement.run(...parameters);
    else if (method === 'all') statement.all(...parameters);
    else statement.get(...parameters);
  }

  return {
    run: (recordings) => {
      begin?.run();
      for (const recording of recordings) {
        savepoint?.run();
        for (const statement of recording) runStatement(statement);
        release?.run();
      }
      commit?.run();
    },
    close: () => database.close(),
  };
}
