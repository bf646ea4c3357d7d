// PostgreSQL's own load generator on the same transaction: the recorded statements, as a pgbench script whose values it draws itself.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { OperationName } from './operations.ts';
import type { Recording } from './recording.ts';

export interface PgbenchRun {
  readonly url: string;
  readonly operation: OperationName;
  /** One transaction of the operation, as the core ran it. */
  readonly recording: Recording;
  readonly merchants: number;
  readonly clients: number;
  readonly seconds: number;
}

/** @returns transactions a second */
export function runPgbench({ url, operation, recording, merchants, clients, seconds }: PgbenchRun): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-pgbench-'));
  const script = path.join(folder, 'script.sql');
  writeFileSync(script, SCRIPTS[operation](recording, merchants));
  const options = ['--no-vacuum', '--protocol=prepared', `--client=${clients}`, '--jobs=1'];
  const { stdout, stderr, status } = spawnSync(
    'pgbench',
    [...options, `--time=${seconds}`, `--file=${script}`, url],
    { encoding: 'utf8' },
  );
  rmSync(folder, { recursive: true });
  const [, rate] = /tps = ([\d.]+)/u.exec(stdout) ?? [];
  if (status !== 0 || rate === undefined) throw new Error(`pgbench failed: ${stderr || stdout}`);
  return Number(rate);
}

/** A script has no place for what one statement tells the next, so positions and balances are read back with `\gset`. */
const SCRIPTS: Readonly<Record<OperationName, (recording: Recording, merchants: number) => string>> = {
  invoice: (recording, merchants) =>
    transaction(
      merchants,
      recording.map(({ sql, parameters }) => `${inlined(sql, (index) => drawn(parameters[index]))};`),
    ),
  transfer: (recording, merchants) => {
    const [lock, change, postings, transfer] = recording;
    if (lock === undefined || change === undefined || postings === undefined || transfer === undefined) {
      throw new Error('a transfer is four statements');
    }
    const position = '(:position + 1)';
    const balances = [':available', ':rail'];
    let balance = 0;
    const values =
      (parameters: Recording[number]['parameters'], isBalance: (index: number) => boolean) =>
      (index: number) => {
        const value = parameters[index];
        if (isBalance(index)) return balances[balance++] ?? '';
        if (index === 1) return position;
        return drawn(value);
      };
    // Of a posting's four values the last is the balance.
    const isBalance = (index: number) => index >= 3 && (index - 3) % 4 === 3;
    return transaction(merchants, [
      `${inlined(lock.sql, (index) => drawn(lock.parameters[index]))} for update \\gset`,
      `with changed as (${inlined(change.sql, (index) => drawn(change.parameters[index]))})
         select max(case purpose when 'available' then balance_minor end) as available,
           max(case purpose when 'rail' then balance_minor end) as rail from changed \\gset`.replaceAll(
        '\n',
        ' ',
      ),
      `${inlined(postings.sql, values(postings.parameters, isBalance))};`,
      `${inlined(
        transfer.sql,
        values(transfer.parameters, () => false),
      )};`,
    ]);
  },
};

function transaction(merchants: number, statements: readonly string[]): string {
  return [`\\set merchant random(0, ${merchants - 1})`, 'begin;', ...statements, 'commit;', ''].join('\n');
}

function inlined(sql: string, valueAt: (index: number) => string): string {
  return sql.replaceAll(/\$(\d+)/gu, (_, number) => valueAt(Number(number) - 1)).replaceAll(/\s+/gu, ' ');
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7/u;

/** A value of its own where it was the operation's own: the merchant, an id, a number; what else was recorded otherwise. */
function drawn(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (value instanceof Uint8Array) return `decode('${Buffer.from(value).toString('hex')}', 'hex')`;
  const text = String(value);
  if (/^m\d+$/u.test(text)) return "('m' || :merchant)";
  if (UUID.test(text) || /^(?:deposit |order-|2026)\d+$/u.test(text)) return 'gen_random_uuid()::text';
  return `'${text.replaceAll("'", "''").replaceAll(':', "' || chr(58) || '")}'`;
}
