import { createSecretKey, type KeyObject } from 'node:crypto';
import { type PaymentAddress, type PaymentAddressRequest, type Rail, RailError } from '../rail.ts';
import { requireBanked, requireDestination, requireOnNetwork } from '../requirements.ts';
import { sandboxAccount } from './accounts.ts';
import { sandboxAddress } from './addresses.ts';
import { progressOf, receiptOf } from './progress.ts';

const SEED_BYTES_MINIMUM = 32;

/**
 * The rail on which no money moves: for tests and first steps. It is deterministic, and remembers nothing: what it announces
 * follows from its seed and the payment, what becomes of a sending from its destination and amount (docs/sandbox.md).
 *
 * @param options.seed at least 32 random bytes, kept for as long as the payments: another seed gives other addresses
 * @throws RangeError if the seed is shorter
 * @example const rail = sandboxRail({ seed: randomBytes(32) });
 */
export function sandboxRail(options: { readonly seed: Uint8Array }): Rail {
  if (options.seed.length < SEED_BYTES_MINIMUM) {
    throw new RangeError(`the sandbox rail's seed must have at least ${SEED_BYTES_MINIMUM} bytes`);
  }
  const seed = createSecretKey(options.seed);
  return {
    name: 'sandbox',
    paymentAddress: async (request) => announce(seed, request),
    paymentAccount: async (request) => {
      requireBanked(request.asset);
      return sandboxAccount(seed, request);
    },
    send: async (instruction) => {
      requireDestination(instruction.destination);
      return receiptOf(instruction);
    },
    progress: async (sending) => progressOf(sending),
  };
}

function announce(seed: KeyObject, request: PaymentAddressRequest): PaymentAddress {
  const { asset, network, kind = 'transparent', subject } = request;
  requireOnNetwork(asset, network);
  const address = sandboxAddress(seed, { network, kind, paymentId: subject.id });
  if (address === undefined) {
    throw new RailError('kind_not_on_network', `${network} has no ${kind} addresses`);
  }
  return { network, kind, address };
}
