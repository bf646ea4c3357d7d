import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { textTable } from '../output/table.ts';
import { queryText } from './named-payment.ts';
import { addGroup, addOperatorCommand } from './operator-command.ts';

interface Fee {
  readonly merchantId?: string;
  readonly operation: string;
  readonly asset: string;
  readonly fixed: string;
  readonly percent: string;
  readonly minimum: string;
  readonly maximum?: string;
}

/** What was set or taken away, with what is charged for today: a name that is none of them is perhaps misspelt. */
interface ChangedFee {
  readonly operation: string;
  readonly chargedOperations: readonly string[];
}

const NAMED_FEE = [
  ['<operation>', 'what is charged for: invoice, virtual_account, payout.domestic, …'],
  ['<asset>', 'in what: USDT, IDR, …'],
] as const;

interface SetOptions {
  readonly merchant?: string;
  readonly fixed?: string;
  readonly percent?: string;
  readonly minimum?: string;
  readonly maximum?: string;
}

export function addFeeCommand(program: Command, environment: Environment): void {
  const fee = addGroup(program, {
    name: 'fee',
    summary: 'set, unset and list what merchants are charged',
    description:
      "What merchants are charged for an operation in an asset. A fee of a merchant's own goes before that of " +
      'everybody; where there is neither, the operation is free.',
  });
  addOperatorCommand<SetOptions>(fee, environment, {
    usage: 'set <operation> <asset>',
    description:
      'Set a fee in the place of the one before: a fixed part, a share of the amount, and bounds for both together.\n' +
      "Fractions of the asset's smallest unit are rounded up.",
    arguments: NAMED_FEE,
    options: [
      ['--fixed <amount>', 'decimal; default: 0'],
      ['--percent <percent>', 'of the amount, up to 4 decimals; default: 0'],
      ['--minimum <amount>', 'not less than this; default: 0'],
      ['--maximum <amount>', 'not more than this; default: without bound'],
      ['--merchant <id>', 'for this merchant; default: for everybody who has none of its own'],
    ],
    examples: [
      'countersign fee set payout.domestic IDR --fixed 2500',
      'countersign fee set invoice USDT --percent 0.5 --minimum 0.1 --merchant 019aa64c-…',
    ],
    run: async ({ options, call, print }, operation, asset) => {
      const { merchant, fixed, percent, minimum, maximum } = options;
      const body = { operation, asset, merchantId: merchant, fixed, percent, minimum, maximum };
      const answer = await call<Fee & ChangedFee>({ method: 'PUT', path: '/fees', body });
      print(answer, feeTable([answer]) + uncharged(answer));
    },
  });
  addUnset(fee, environment);
  addOperatorCommand(fee, environment, {
    usage: 'list',
    description: "List the fees: everybody's, and merchants' own.",
    examples: ['countersign fee list'],
    run: async ({ call, print }) => {
      const { fees } = await call<{ readonly fees: readonly Fee[] }>({ method: 'GET', path: '/fees' });
      print(fees, feeTable(fees));
    },
  });
}

function addUnset(fee: Command, environment: Environment): void {
  addOperatorCommand<Pick<SetOptions, 'merchant'>>(fee, environment, {
    usage: 'unset <operation> <asset>',
    description:
      "Take a fee away. After a merchant's own, everybody's applies to it again; after that, none.",
    arguments: NAMED_FEE,
    options: [['--merchant <id>', "this merchant's own; default: everybody's"]],
    examples: ['countersign fee unset invoice USDT --merchant 019aa64c-…'],
    run: async ({ options, call, print }, operation, asset) => {
      const path = `/fees${queryText({ operation, asset, merchantId: options.merchant })}`;
      const answer = await call<ChangedFee>({ method: 'DELETE', path });
      const whose = options.merchant === undefined ? "everybody's" : "the merchant's own";
      print(answer, `removed ${whose} fee for ${operation} in ${asset}\n${uncharged(answer)}`);
    },
  });
}

function uncharged({ operation, chargedOperations }: ChangedFee): string {
  if (chargedOperations.includes(operation)) return '';
  return `note: nothing is charged as '${operation}' today; what is: ${chargedOperations.join(', ')}\n`;
}

function feeTable(fees: readonly Fee[]): string {
  const rows = fees.map((each) => [
    each.operation,
    each.asset,
    each.merchantId ?? 'everybody',
    each.fixed,
    each.percent,
    each.minimum,
    each.maximum ?? '',
  ]);
  return textTable(['OPERATION', 'ASSET', 'MERCHANT', 'FIXED', 'PERCENT', 'MINIMUM', 'MAXIMUM'], rows);
}
