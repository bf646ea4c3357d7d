import { CertificateRequestError, type Merchant, MerchantKeyError } from '../core/index.ts';
import type { GatewayRequest } from '../http/exchange.ts';
import { done, invalid, notFound, success } from './answers.ts';
import { allCredentials, allow, type Brought, revoke, storeCredentials } from './credentials.ts';
import { merchantFor, newMerchant, type Opening } from './merchants.ts';
import type { OperationRoute, OperatorDependencies } from './operation.ts';
import { readAllowlistRequest, readCredentialsRequest } from './requests.ts';

export const credentialOperations: readonly OperationRoute[] = [
  ['GET', '/credentials', showCredentials],
  ['POST', '/credentials', addCredentials],
  ['DELETE', '/credentials/:id', removeCredential],
  ['PUT', '/credentials/:id/allowlist', replaceAllowlist],
];

async function showCredentials({ core }: OperatorDependencies) {
  return success(200, { credentials: await allCredentials(core) });
}

async function addCredentials(dependencies: OperatorDependencies, { body }: GatewayRequest) {
  const request = readCredentialsRequest(body);
  if (!request.ok) return invalid(request.reason);
  const { dialect, merchantId, newMerchant, allowlist, ...brought } = request.value;
  const { core, issuers } = dependencies;
  const issuer = Object.hasOwn(issuers, dialect) ? issuers[dialect] : undefined;
  if (issuer === undefined) return invalid(`dialect: one of ${Object.keys(issuers).join(', ')}.`);
  const useless = Object.keys(brought).find((name) => !issuer.takes.includes(name as keyof Brought));
  if (useless !== undefined) return invalid(`${dialect} takes no ${useless}.`);
  if (merchantId !== undefined && newMerchant !== undefined) return invalid(TWO_MERCHANTS);
  const owner = await ownerOf(dependencies, { merchantId, newMerchant });
  if (owner === undefined)
    return notFound(merchantId === undefined ? WHOSE : `There is no merchant ${merchantId}.`);
  const { merchant, open } = owner;
  try {
    const issued = await issuer.issue(merchant, brought);
    const { ids, shown } = await storeCredentials(core, merchant, issued, { allowlist, open });
    return success(201, { dialect, merchantId: merchant.id, ids, shown });
  } catch (error) {
    if (error instanceof CertificateRequestError || error instanceof MerchantKeyError) {
      return invalid(error.message);
    }
    throw error;
  }
}

const TWO_MERCHANTS = 'newMerchant: not together with merchantId.';
const WHOSE =
  'Say whose: there is not exactly one merchant. Name one by merchantId, or a new one by newMerchant.';

async function ownerOf(
  dependencies: OperatorDependencies,
  named: { readonly merchantId: string | undefined; readonly newMerchant: string | undefined },
): Promise<{ readonly merchant: Merchant; readonly open: Opening } | undefined> {
  if (named.newMerchant !== undefined) return newMerchant(dependencies, named.newMerchant);
  const merchant = await merchantFor(dependencies.core, named.merchantId);
  return merchant && { merchant, open: async () => undefined };
}

async function removeCredential({ core }: OperatorDependencies, { pathParameters }: GatewayRequest) {
  const { id = '' } = pathParameters;
  return (await revoke(core, id)) ? done() : notFound(`There is no live credential ${id}.`);
}

async function replaceAllowlist({ core }: OperatorDependencies, { body, pathParameters }: GatewayRequest) {
  const { id = '' } = pathParameters;
  const request = readAllowlistRequest(body);
  if (!request.ok) return invalid(request.reason);
  const isDone = await allow(core, id, request.value.allowlist);
  return isDone ? done() : notFound(`There is no live credential ${id}.`);
}
