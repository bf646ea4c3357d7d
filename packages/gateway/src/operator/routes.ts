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
  issueFor,
  merchantFor,
  revoke,
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

async function addMerchant({ core, openMerchant }: OperatorDependencies, { body }: GatewayRequest) {
  const request = readMerchantRequest(body);
  if (!request.ok) return invalid(request.reason);
  const merchant = await core.perform(async (transaction) => {
    const created = await createMerchant(transaction, core, request.value);
    await openMerchant(transaction, created);
    return created;
  });
  return success(201, { merchantId: merchant.id, name: merchant.name });
}

async function showCredentials({ core }: OperatorDependencies) {
  return success(200, { credentials: await allCredentials(core) });
}

async function addCredentials({ core, issuers }: OperatorDependencies, { body }: GatewayRequest) {
  const request = readCredentialsRequest(body);
  if (!request.ok) return invalid(request.reason);
  const { dialect, merchantId, allowlist, ...brought } = request.value;
  const issuer = Object.hasOwn(issuers, dialect) ? issuers[dialect] : undefined;
  if (issuer === undefined) return invalid(`dialect: one of ${Object.keys(issuers).join(', ')}.`);
  const useless = Object.keys(brought).find((name) => !issuer.takes.includes(name as keyof Brought));
  if (useless !== undefined) return invalid(`${dialect} takes no ${useless}.`);
  const merchant = await merchantFor(core, merchantId);
  if (merchant === undefined)
    return notFound(merchantId === undefined ? WHOSE : `There is no merchant ${merchantId}.`);
  try {
    const issued = await issuer.issue(merchant, brought);
    const { ids, shown } = await issueFor(core, merchant, issued, allowlist);
    return success(201, { dialect, merchantId: merchant.id, ids, shown });
  } catch (error) {
    if (error instanceof CertificateRequestError || error instanceof MerchantKeyError) {
      return invalid(error.message);
    }
    throw error;
  }
}

const WHOSE = `Say whose by merchantId: there is not exactly one merchant. POST ${PREFIX}/merchants opens one.`;

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
