import { UsageError } from '../ending.ts';
import { parseAmountText } from '../input/money.ts';

/** How much goes back, and where to. */
export interface RefundOptions {
  readonly amount?: string;
  readonly address?: string;
  readonly network?: string;
  readonly accountNumber?: string;
  readonly accountName?: string;
  readonly bank?: string;
  readonly reference?: string;
}

export function refundOptions(
  amountHelp: string,
): readonly (readonly [flags: string, description: string])[] {
  return [
    ['--amount <amount>', amountHelp],
    ['--address <address>', 'to this address on a chain; with --network'],
    ['--network <network>', 'tron, ethereum, polygon, bsc, bitcoin or blackhat'],
    ['--account-number <number>', 'to this bank account'],
    ['--account-name <name>', 'whose account it is'],
    ['--bank <code>', "the bank's code"],
    ['--reference <text>', 'your own number for it: the same one again changes nothing; default: a new one'],
  ];
}

/** What the operator API is told of those options. */
export function refundFields(options: RefundOptions): object {
  const { amount, reference } = options;
  return {
    ...(amount !== undefined && parseAmountText(amount, '--amount')),
    ...destinationOf(options),
    reference,
  };
}

function destinationOf({ address, network, accountNumber, accountName, bank }: RefundOptions): object {
  const isAddress = address !== undefined && network !== undefined;
  const isAccount = accountNumber !== undefined;
  if (isAddress === isAccount) {
    throw new UsageError('--address: give either --address with --network, or --account-number');
  }
  return isAddress ? { address, network } : { accountNumber, accountName, bank };
}
