import {
  type AddressKind,
  type PaymentAccount,
  type PaymentAccountRequest,
  type PaymentAddressRequest,
  type Rail,
  RailError,
} from '../rail.ts';
import { requireBanked, requireDestination, requireOnNetwork } from '../requirements.ts';

/** What the operator owns and has given the rail to announce: see `railPool` in the core. */
export interface Pool {
  /** The address that the payment has, or else the next that no payment has had; undefined if none is left. */
  takeAddress(request: PaymentAddressRequest & { readonly kind: AddressKind }): Promise<string | undefined>;
  /** The same with accounts. `accountName` is the name that the bank knows it by, where the operator gave one. */
  takeAccount(request: PaymentAccountRequest): Promise<PooledAccount | undefined>;
}

export interface PooledAccount {
  readonly bank: string;
  readonly accountNumber: string;
  readonly accountName?: string;
}

/**
 * The rail on which a person moves the money: who pays is told one of the operator's own addresses or accounts, and the operator
 * says what came in and what was paid out.
 *
 * @example const rail = manualRail(railPool(core));
 */
export function manualRail(pool: Pool): Rail {
  return {
    name: 'manual',
    paymentAddress: async ({ kind = 'transparent', ...request }) => {
      const { asset, network } = request;
      requireOnNetwork(asset, network);
      const address = await pool.takeAddress({ ...request, kind });
      if (address === undefined) {
        throw new RailError('no_address_left', `no ${kind} address on ${network} is left: import some more`);
      }
      return { network, kind, address };
    },
    paymentAccount: (request) => accountFrom(pool, request),
    // Nothing is sent here, so asking again sends nothing twice. Whoever pays it out reports it, by this id.
    send: async ({ kind, id, destination }) => {
      requireDestination(destination);
      return { externalId: `manual-${kind}-${id}` };
    },
    progress: async () => ({ state: 'sent' }),
  };
}

async function accountFrom(pool: Pool, request: PaymentAccountRequest): Promise<PaymentAccount> {
  const { asset, bank, accountName } = request;
  requireBanked(asset);
  const account = await pool.takeAccount(request);
  if (account === undefined) {
    const where = bank === undefined ? '' : ` at bank ${bank}`;
    throw new RailError('no_account_left', `no ${asset.code} account${where} is left: import some more`);
  }
  return { accountName, ...account };
}
