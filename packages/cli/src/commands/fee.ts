import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { textTable } from '../output/table.ts';
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
    summary: 'set and list what merchants are charged',
    description:
      "What merchants are charged for an operation in an asset. A fee of a merchant's own goes before that of " +
      'everybody; where there is neither, the operation is free.',
  });
  addOperatorCommand<SetOptions>(fee, environment, {
    usage: 'set <operation> <asset>',
    description:
      'Set a fee in the place of the one before: a fixed part, a share of the amount, and bounds for both together.\n' +
      "Fractions of the asset's smallest unit are rounded up.",
    arguments: [
      ['<operation>', 'what is charged for: invoice, virtual_account, payout.domestic, …'],
      ['<asset>', 'in what: USDT, IDR, …'],
    ],
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
      const answer = await call<Fee>({ method: 'PUT', path: '/fees', body });
      print(answer, feeTable([answer]));
    },
  });
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
