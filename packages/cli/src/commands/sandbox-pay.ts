import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { AMOUNT_HELP, parseAmountText } from '../input/money.ts';
import { type DepositAnswer, depositText } from '../output/payments.ts';
import { NAMED_OPTIONS, type NamedOptions, named } from './named-payment.ts';
import { addOperatorCommand } from './operator-command.ts';

interface PayOptions extends NamedOptions {
  readonly amount?: string;
  readonly late?: true;
  readonly unconfirmed?: true;
  readonly externalId?: string;
}

const PATH = '/sandbox/payments';

const REPORT_OPTIONS = [
  ['--unconfirmed', 'only seen so far; `sandbox confirm` or `sandbox reject` decides'],
  [
    '--external-id <id>',
    'report the deposit under this id; the same one again changes nothing; default: a new one',
  ],
] as const;

export function addPayCommand(sandbox: Command, environment: Environment): void {
  addOperatorCommand<PayOptions>(sandbox, environment, {
    usage: 'pay <invoice>',
    description:
      'Pay an invoice or order, in any dialect: what is still due of it, unless you say how much.\n' +
      'One that has expired or was cancelled takes --late. With it, one that still waits is paid just after its ' +
      "expiry: the gateway's clock is moved there first, for everything in it.",
    arguments: [['<invoice>', "the provider's number, or the merchant's own order number"]],
    options: [
      ['--amount <amount>', `${AMOUNT_HELP}; default: what is still due`],
      ['--late', 'after it expired or was cancelled'],
      ...REPORT_OPTIONS,
      ...NAMED_OPTIONS,
    ],
    examples: [
      'countersign sandbox pay 2100000012345678',
      '',
      '# too little, then too much',
      'countersign sandbox pay order-7 --amount 10',
      "countersign sandbox pay order-7 --amount '90.5 USDT' --dialect anexpay",
      '',
      '# too late',
      'countersign sandbox pay order-7 --late',
    ],
    run: async ({ options, call, print }, invoice) => {
      const { late, amount } = options;
      const body = {
        invoice,
        ...(amount !== undefined && parseAmountText(amount, '--amount')),
        ...(late && { late }),
        ...reported(options),
      };
      const answer = await call<DepositAnswer>({ method: 'POST', path: PATH, body });
      print(answer, depositText(answer));
    },
  });
}

export function addAccountPayCommand(account: Command, environment: Environment): void {
  addOperatorCommand<PayOptions & { readonly amount: string }>(account, environment, {
    usage: 'pay <account>',
    description: 'Pay into a virtual account.',
    arguments: [['<account>', "the provider's number of the virtual account, or the merchant's reference"]],
    options: [
      ['--amount <amount>', `${AMOUNT_HELP}; default: what a fixed account asks for`],
      ...REPORT_OPTIONS,
      ...NAMED_OPTIONS,
    ],
    examples: ["countersign sandbox account pay 3100000012345678 --amount '250000 IDR'"],
    run: async ({ options, call, print }, virtualAccount) => {
      const { amount } = options;
      const body = {
        virtualAccount,
        ...(amount !== undefined && parseAmountText(amount, '--amount')),
        ...reported(options),
      };
      const answer = await call<DepositAnswer>({ method: 'POST', path: PATH, body });
      print(answer, depositText(answer));
    },
  });
}

function reported({ unconfirmed, externalId, ...options }: PayOptions): object {
  return {
    ...(unconfirmed && { unconfirmed }),
    ...(externalId !== undefined && { externalId }),
    ...named(options),
  };
}
