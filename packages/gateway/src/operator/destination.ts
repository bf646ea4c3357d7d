import Type from 'typebox';
import type { Destination } from '../core/index.ts';
import type { FieldProblem } from '../http/json-body.ts';
import type { Asset } from '../money/index.ts';
import { text } from './fields.ts';

/** Where money goes back to: an address on a chain, or a bank account. */
export const DESTINATION = {
  network: Type.Optional(text('a chain: tron, ethereum, polygon, bsc, bitcoin or blackhat.', 32)),
  address: Type.Optional(text('an address on that chain.')),
  accountNumber: Type.Optional(text('the number of a bank account.')),
  accountName: Type.Optional(text('whose account it is.')),
  bank: Type.Optional(text("the bank's code.", 64)),
};

interface DestinationFields {
  readonly network?: string;
  readonly address?: string;
  readonly accountNumber?: string;
  readonly accountName?: string;
  readonly bank?: string;
}

/** Coins go to addresses on a chain of theirs, everything else to accounts. Whether the address is one, the rail says. */
export function readDestination(fields: DestinationFields, asset: Asset): Destination | FieldProblem {
  const { network: name, address, accountNumber, accountName, bank } = fields;
  if (asset.kind === 'fiat') {
    if (accountNumber === undefined)
      return wrong('accountNumber', `accountNumber: ${asset.code} goes back to a bank account.`);
    return {
      kind: 'bank',
      accountNumber,
      ...(accountName !== undefined && { accountName }),
      ...(bank !== undefined && { bank }),
    };
  }
  if (address === undefined) return wrong('address', `address: ${asset.code} goes back to an address.`);
  const networks = asset.networks.map(({ network }) => network);
  const network = networks.find((each) => each === name);
  if (network === undefined)
    return wrong('network', `network: one of ${networks.join(', ')}, where ${asset.code} lives.`);
  return { kind: 'address', network, address };
}

function wrong(field: string, reason: string): FieldProblem {
  return { ok: false, field, reason };
}
