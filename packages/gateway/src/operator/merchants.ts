import type { Core, Transaction } from '../core/index.ts';
import { createMerchant, findMerchant, listMerchants, type Merchant } from '../core/index.ts';
import type { GatewayRequest, GatewayResponse } from '../http/exchange.ts';
import { invalid, notFound, success } from './answers.ts';
import type { OperationRoute, OperatorDependencies } from './operation.ts';
import { readMerchantRequest } from './requests.ts';

export const merchantOperations: readonly OperationRoute[] = [
  ['GET', '/merchants', showMerchants],
  ['POST', '/merchants', addMerchant],
];

/** Opens a new merchant. */
export type Opening = (transaction: Transaction) => Promise<void>;

const MERCHANTS_MAXIMUM = 1_000;

async function showMerchants({ core }: OperatorDependencies, { query }: GatewayRequest) {
  const afterId = new URLSearchParams(query).get('after') ?? '';
  if (!/^[\w-]{0,64}$/u.test(afterId)) return invalid("after: a merchant's id.");
  const merchants = await listMerchants(core.reader, { afterId, limit: MERCHANTS_MAXIMUM });
  return success(200, { merchants: merchants.map(({ id, ...rest }) => ({ merchantId: id, ...rest })) });
}

async function addMerchant(dependencies: OperatorDependencies, { body }: GatewayRequest) {
  const request = readMerchantRequest(body);
  if (!request.ok) return invalid(request.reason);
  const { merchant, open } = newMerchant(dependencies, request.value.name);
  await dependencies.core.perform(open);
  return success(201, { merchantId: merchant.id, name: merchant.name });
}

/** A merchant that is yet to be opened. */
export function newMerchant({ core, openMerchant }: OperatorDependencies, name: string) {
  const merchant: Merchant = { id: core.newId(), name, createdAt: core.environment.now() };
  const open: Opening = async (transaction) => {
    await createMerchant(transaction, core, merchant);
    await openMerchant(transaction, merchant);
  };
  return { merchant, open };
}

/** The merchant of an id; without one, the only merchant there is. */
export async function merchantFor(core: Core, id: string | undefined): Promise<Merchant | undefined> {
  if (id !== undefined) return findMerchant(core.reader, id);
  const [first, second] = await listMerchants(core.reader, { afterId: '', limit: 2 });
  return second === undefined ? first : undefined;
}

/** What to answer where `merchantFor` finds none. */
export function noMerchant(id: string | undefined): GatewayResponse {
  return notFound(
    id === undefined
      ? 'Say whose: there is not exactly one merchant. Name one by merchantId.'
      : `There is no merchant ${id}.`,
  );
}
