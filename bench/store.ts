// How many durable payments a second the embedded store commits, beside the same statements and the same group commit on the bare
// driver, in one process, turn by turn.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openTestStore } from '../test/support/engines.ts';
import { compare, type Measured } from './signing/measure.ts';
import { openBare } from './store/bare.ts';
import { BALANCE, CLAIM, INVOICE, nextPayment, type Payer, POSTING, SCHEMA } from './store/payment.ts';

const CALLERS = [1, 32, 128];

const isJson = process.argv.includes('--json');
const rows: { readonly callers: number; readonly measured: Measured }[] = [];
if (!isJson) process.stdout.write('callers   payments/s      bare/s   ratio\n');
for (const callers of CALLERS) {
  const measured = await measure(callers);
  rows.push({ callers, measured });
  if (!isJson) printRow(callers, measured);
}
if (isJson) process.stdout.write(`${JSON.stringify({ rows })}\n`);

/** On new files, so that none has more rows to look through than another. */
async function measure(callers: number): Promise<Measured> {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-bench-'));
  const [ours, bare] = [await openOurs(), openBare(folder)];
  const together = (payer: Payer) => () => Promise.all(Array.from({ length: callers }, () => payer.pay()));
  try {
    const turns = await compare(together(ours), together(bare));
    return {
      operationsPerSecond: turns.operationsPerSecond * callers,
      bareOperationsPerSecond: turns.bareOperationsPerSecond * callers,
      ratio: turns.ratio,
    };
  } finally {
    await ours.close();
    bare.close();
    rmSync(folder, { recursive: true });
  }
}

async function openOurs(): Promise<Payer> {
  const { store, close } = await openTestStore('sqlite');
  await store.exec(SCHEMA);
  return {
    pay: () =>
      store.transaction(async (transaction) => {
        const payment = nextPayment();
        await transaction.run(CLAIM, payment.claim);
        await transaction.run(INVOICE, payment.invoice);
        await transaction.run(POSTING, payment.debit);
        await transaction.run(POSTING, payment.credit);
        await transaction.get(BALANCE, payment.balance);
      }),
    close,
  };
}

function printRow(callers: number, { operationsPerSecond, bareOperationsPerSecond, ratio }: Measured): void {
  const rates = [operationsPerSecond, bareOperationsPerSecond].map((rate) =>
    Math.round(rate).toLocaleString('en').padStart(12),
  );
  process.stdout.write(`${String(callers).padStart(7)}${rates.join('')}${ratio.toFixed(2).padStart(8)}\n`);
}
