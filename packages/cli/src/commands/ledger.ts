import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { parseTime, TIME_HELP } from '../input/time.ts';
import { timeText } from '../output/money.ts';
import { type StatementLine, statementTable, writeStatementCsv } from '../output/statement.ts';
import { textTable } from '../output/table.ts';
import { everyPage, limitOf, pages } from './every-page.ts';
import { addVerify } from './ledger-verify.ts';
import { MERCHANT_OPTION, named, queryText } from './named-payment.ts';
import { addGroup, addOperatorCommand, required } from './operator-command.ts';

interface BalanceOptions {
  readonly merchant?: string;
  readonly asOf?: string;
}

interface Balances {
  readonly merchantId: string;
  readonly at: number;
  readonly balances: readonly {
    readonly asset: string;
    readonly available: string;
    readonly held: string;
    readonly pending: string;
  }[];
}

interface StatementOptions {
  readonly merchant?: string;
  readonly asset: string;
  readonly account?: string;
  readonly from?: string;
  readonly until?: string;
  readonly limit?: string;
  readonly csv?: true;
}

export function addLedgerCommand(program: Command, environment: Environment): void {
  const ledger = addGroup(program, {
    name: 'ledger',
    summary: 'balances, statements, and the proof that the books are right',
    description: 'Read the double-entry ledger, and check it.',
  });
  addBalance(ledger, environment);
  addStatement(ledger, environment);
  addVerify(ledger, environment);
}

function addBalance(ledger: Command, environment: Environment): void {
  addOperatorCommand<BalanceOptions>(ledger, environment, {
    usage: 'balance',
    description: 'Show what a merchant has: available, held for payouts and refunds, and pending.',
    options: [MERCHANT_OPTION, ['--as-of <time>', `as it was then: ${TIME_HELP}`]],
    examples: [
      'countersign ledger balance',
      'countersign ledger balance --as-of 2026-11-21T12:00:00Z --json',
    ],
    run: async ({ options, call, print }) => {
      const { asOf } = options;
      const query = queryText({ ...named(options), asOf: asOf && wholeTime(asOf, '--as-of') });
      const answer = await call<Balances>({ method: 'GET', path: `/ledger/balances${query}` });
      const rows = answer.balances.map(({ asset, available, held, pending }) => [
        asset,
        available,
        held,
        pending,
      ]);
      const heading = `merchant ${answer.merchantId} at ${timeText(answer.at)}\n`;
      print(answer, heading + textTable(['ASSET', 'AVAILABLE', 'HELD', 'PENDING'], rows));
    },
  });
}

function addStatement(ledger: Command, environment: Environment): void {
  addOperatorCommand<StatementOptions>(ledger, environment, {
    usage: 'statement',
    description:
      "Show every movement of one of a merchant's accounts, oldest first, with its balance after each.",
    options: [
      required('--asset <asset>', 'which asset: USDT, IDR, …'),
      ['--account <account>', 'available, held, pending, fees, rail or exchange; default: available'],
      ['--from <time>', `not before: ${TIME_HELP.replace('now', 'the beginning')}`],
      ['--until <time>', 'before; default: the end'],
      ['--limit <count>', 'at most so many; default: all'],
      ['--csv', 'print CSV, line by line as it comes'],
      MERCHANT_OPTION,
    ],
    examples: [
      'countersign ledger statement --asset USDT',
      'countersign ledger statement --asset IDR --from 2026-11-01 --until 2026-12-01 --csv > 11.csv',
    ],
    run: async ({ options, call, print, environment: { standardOutput } }) => {
      const { asset, account, from, until, csv } = options;
      const filter = {
        ...named(options),
        asset,
        account,
        from: from && wholeTime(from, '--from'),
        until: until && wholeTime(until, '--until'),
      };
      const limit = limitOf(options, Number.POSITIVE_INFINITY);
      if (csv) {
        const every = pages<StatementLine>(call, '/ledger/statement', 'lines', filter);
        await writeStatementCsv(standardOutput, every, limit);
        return;
      }
      const lines = await everyPage<StatementLine>(call, '/ledger/statement', 'lines', filter, limit);
      print(lines, statementTable(lines));
    },
  });
}

/** The gateway counts time in whole milliseconds. */
function wholeTime(text: string, flag: string): string {
  return String(Math.trunc(parseTime(text, flag)));
}
