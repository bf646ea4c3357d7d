import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { AMOUNT_HELP, parseAmountText } from '../input/money.ts';
import { parseTime, TIME_HELP } from '../input/time.ts';
import { type DepositAnswer, depositText } from '../output/payments.ts';
import { CSV_ARGUMENT, type Imported, importedText, readCsv, requireAllTaken } from './csv-file.ts';
import { NAMED_OPTIONS, type NamedOptions, named } from './named-payment.ts';
import { addGroup, addOperatorCommand, required } from './operator-command.ts';

interface ConfirmOptions extends NamedOptions {
  readonly amount: string;
  readonly externalId: string;
  readonly account?: true;
  readonly at?: string;
  readonly sender?: string;
}

export function addDepositCommand(program: Command, environment: Environment): void {
  const deposit = addGroup(program, {
    name: 'deposit',
    summary: 'manual rail: report money that came in',
    description:
      'Report money that came in, to a gateway whose rail is manual. What it is for follows its usual way.',
  });
  addConfirm(deposit, environment);
  addOperatorCommand(deposit, environment, {
    usage: 'import <file>',
    description:
      'Report deposits from a CSV file. If a line is wrong, nothing is done; the same line again changes nothing.\n' +
      'Its header is payment,amount,external_id and, if you like, kind (invoice or virtual_account), asset, state ' +
      '(seen, confirmed or rejected), occurred_at, sender, merchant and dialect.',
    arguments: [CSV_ARGUMENT],
    examples: [
      "printf 'payment,amount,asset,external_id\\norder-7,100,USDT,0x7c…:0\\n' | countersign deposit import -",
    ],
    run: async ({ call, print, environment: { standardInput } }, file = '') => {
      const csv = await readCsv(file, standardInput);
      const answer = await call<Imported>({ method: 'POST', path: '/deposits/import', csv });
      print(answer, importedText(answer));
      requireAllTaken(answer);
    },
  });
}

function addConfirm(deposit: Command, environment: Environment): void {
  addOperatorCommand<ConfirmOptions>(deposit, environment, {
    usage: 'confirm <payment>',
    description: 'Report that money has come in for an invoice or a virtual account, for good.',
    arguments: [
      ['<payment>', "the number or order number of an invoice; with --account, a virtual account's"],
    ],
    options: [
      required('--amount <amount>', AMOUNT_HELP),
      required(
        '--external-id <id>',
        'transaction and output, bank reference: the same one again changes nothing',
      ),
      ['--account', 'it came in on a virtual account'],
      ['--at <time>', `when the payer sent it: ${TIME_HELP}`],
      ['--sender <text>', 'who sent it, as far as you know'],
      ...NAMED_OPTIONS,
    ],
    examples: [
      "countersign deposit confirm order-7 --amount '100 USDT' --external-id 0x7c…:0",
      'countersign deposit confirm 3100000012345678 --account --amount 250000 --external-id FT26325ABCD',
    ],
    run: async ({ options, call, print }, payment) => {
      const { amount, externalId, account, at, sender } = options;
      const body = {
        [account ? 'virtualAccount' : 'invoice']: payment,
        ...parseAmountText(amount, '--amount'),
        externalId,
        sender,
        ...(at !== undefined && { occurredAt: String(Math.trunc(parseTime(at))) }),
        ...named(options),
      };
      const answer = await call<DepositAnswer>({ method: 'POST', path: '/deposits', body });
      print(answer, depositText(answer));
    },
  });
}
