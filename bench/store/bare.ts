// The least program that commits payments together: node:sqlite, a queue, and a savepoint each. Its work cannot await, its values are
// not checked, its rows not made alike for two engines, and nothing tells the payers what went wrong at the commit.
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BALANCE, CLAIM, INVOICE, nextPayment, type Payer, POSTING, SCHEMA } from './payment.ts';

export function openBare(folder: string): Payer {
  const database = new DatabaseSync(path.join(folder, 'bare.db'));
  database.exec(
    'pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536; pragma temp_store = memory; pragma wal_autocheckpoint = 4000',
  );
  database.exec(SCHEMA);
  const prepare = (sql: string) => database.prepare(sql.replaceAll(/\$\d/gu, '?'));
  const control = [
    'begin immediate',
    'savepoint payment',
    'release payment',
    'rollback to payment',
    'commit',
  ];
  const [begin, savepoint, release, rollback, commit] = control.map(prepare);
  const [claim, invoice, posting, balance] = [CLAIM, INVOICE, POSTING, BALANCE].map(prepare);
  let waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];

  function pay(): void {
    const payment = nextPayment();
    claim?.run(...payment.claim);
    invoice?.run(...payment.invoice);
    posting?.run(...payment.debit);
    posting?.run(...payment.credit);
    balance?.get(...payment.balance);
  }

  function commitTogether(): void {
    const group = waiting;
    waiting = [];
    const failures = new Map<number, unknown>();
    begin?.run();
    for (const index of group.keys()) {
      savepoint?.run();
      try {
        pay();
      } catch (error) {
        failures.set(index, error);
        rollback?.run();
      }
      release?.run();
    }
    commit?.run();
    for (const [index, { resolve, reject }] of group.entries()) {
      if (failures.has(index)) reject(failures.get(index));
      else resolve();
    }
  }

  return {
    pay: () =>
      new Promise<void>((resolve, reject) => {
        if (waiting.push({ resolve, reject }) === 1) setImmediate(commitTogether);
      }),
    close: () => database.close(),
  };
}
