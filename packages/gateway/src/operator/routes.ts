import { createHash, timingSafeEqual } from 'node:crypto';
import {
  CertificateRequestError,
  type Core,
  createMerchant,
  listMerchants,
  type Merchant,
  MerchantKeyError,
  type Transaction,
} from '../core/index.ts';
import type { GatewayRequest, GatewayResponse, Method, Route } from '../http/exchange.ts';
import {
  allCredentials,
  allow,
  type Brought,
  type CredentialIssuer,
  merchantFor,
  type Opening,
  revoke,
  storeCredentials,
} from './credentials.ts';
import { readAllowlistRequest, readCredentialsRequest, readMerchantRequest } from './requests.ts';

export interface OperatorDependencies {
  readonly core: Core;
  readonly token: string;
  readonly issuers: Readonly<Record<string, CredentialIssuer>>;
  /** What every merchant begins with. */
  readonly openMerchant: (transaction: Transaction, merchant: Merchant) => Promise<void>;
}

type Operation = (dependencies: OperatorDependencies, request: GatewayRequest) => Promise<GatewayResponse>;

const PREFIX = '/operator/v1';
const MERCHANTS_MAXIMUM = 1_000;

const OPERATIONS: readonly (readonly [Method, path: string, Operation])[] = [
  ['GET', '/merchants', showMerchants],
  ['POST', '/merchants', addMerchant],
  ['GET', '/credentials', showCredentials],
  ['POST', '/credentials', addCredentials],
  ['DELETE', '/credentials/:id', removeCredential],
  ['PUT', '/credentials/:id/allowlist', replaceAllowlist],
];

/** The API for whoever runs the gateway. One bearer token opens all of it. */
export function operatorRoutes(dependencies: OperatorDependencies): readonly Route[] {
  return OPERATIONS.map(([method, path, operation]) => ({
    method,
    path: PREFIX + path,
    handle: async (request) =>
      isOperator(request, dependencies.token) ? operation(dependencies, request) : unauthorized(),
  }));
}

/** Hashed first, so that the comparison takes as long whatever was sent. */
function isOperator({ headers }: GatewayRequest, token: string): boolean {
  const sent = headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
  return timingSafeEqual(digest(sent), digest(`Bearer ${token}`));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

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
function newMerchant({ core, openMerchant }: OperatorDependencies, name: string) {
  const merchant: Merchant = { id: core.newId(), name, createdAt: core.environment.now() };
  const open: Opening = async (transaction) => {
    await createMerchant(transaction, core, merchant);
    await openMerchant(transaction, merchant);
  };
  return { merchant, open };
}

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

function success(status: number, body: object): GatewayResponse {
  return {
    status,
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: JSON.stringify(body),
  };
}

function done(): GatewayResponse {
  return { status: 204, body: '' };
}

function invalid(detail: string): GatewayResponse {
  return success(400, { error: 'invalid', detail });
}

function notFound(detail: string): GatewayResponse {
  return success(404, { error: 'not_found', detail });
}

/** The same for every reason. */
function unauthorized(): GatewayResponse {
  const detail = 'Send the token of operator.json as Authorization: Bearer <token>.';
  const { headers = [], ...answer } = success(401, { error: 'unauthorized', detail });
  return { ...answer, headers: [...headers, ['WWW-Authenticate', 'Bearer']] };
}
