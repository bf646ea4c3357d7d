import { createHash, timingSafeEqual } from 'node:crypto';
import Type from 'typebox';
import { type Core, createMerchant, type Merchant, type Transaction } from '../core/index.ts';
import type { GatewayRequest, GatewayResponse, Route } from '../http/exchange.ts';
import { bodyReader, parseJsonBody } from '../http/json-body.ts';
import { allCredentials, type CredentialIssuer, issueFor, merchantFor, revoke } from './credentials.ts';

export interface OperatorDependencies {
  readonly core: Core;
  readonly token: string;
  readonly issuers: Readonly<Record<string, CredentialIssuer>>;
  /** What every merchant begins with. */
  readonly openMerchant: (transaction: Transaction, merchant: Merchant) => Promise<void>;
}

const PREFIX = '/operator/v1';

/** The API for whoever runs the gateway. One bearer token opens all of it. */
export function operatorRoutes(dependencies: OperatorDependencies): readonly Route[] {
  const guarded =
    (handle: (request: GatewayRequest) => Promise<GatewayResponse>) => async (request: GatewayRequest) =>
      isOperator(request, dependencies.token)
        ? handle(request)
        : failure(401, 'unauthorized', 'Send the token of operator.json as Authorization: Bearer <token>.');
  const path = `${PREFIX}/credentials`;
  return [
    {
      method: 'POST',
      path: `${PREFIX}/merchants`,
      handle: guarded((request) => addMerchant(dependencies, request)),
    },
    { method: 'GET', path, handle: guarded(() => list(dependencies)) },
    { method: 'POST', path, handle: guarded((request) => create(dependencies, request)) },
    { method: 'DELETE', path: `${path}/:id`, handle: guarded((request) => remove(dependencies, request)) },
  ];
}

/** Hashed first, so that the comparison takes as long whatever was sent. */
function isOperator({ headers }: GatewayRequest, token: string): boolean {
  const sent = headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
  return timingSafeEqual(digest(sent), digest(`Bearer ${token}`));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

const readMerchant = bodyReader(
  Type.Object({
    name: Type.String({
      minLength: 1,
      maxLength: 200,
      description: "the merchant's name, as payers see it.",
    }),
  }),
);

async function addMerchant(
  { core, openMerchant }: OperatorDependencies,
  { body }: GatewayRequest,
): Promise<GatewayResponse> {
  const parsed = parseJsonBody(body);
  const request = parsed.ok ? readMerchant(parsed.value) : parsed;
  if (!request.ok) return failure(400, 'invalid', request.reason);
  const merchant = await core.perform(async (transaction) => {
    const created = await createMerchant(transaction, core, request.value);
    await openMerchant(transaction, created);
    return created;
  });
  return success(201, { merchantId: merchant.id, name: merchant.name });
}

async function list({ core }: OperatorDependencies): Promise<GatewayResponse> {
  return success(200, { credentials: await allCredentials(core) });
}

async function create(
  { core, issuers }: OperatorDependencies,
  { body }: GatewayRequest,
): Promise<GatewayResponse> {
  const readRequest = createReader(Object.keys(issuers));
  const parsed = parseJsonBody(body);
  const request = parsed.ok ? readRequest(parsed.value) : parsed;
  if (!request.ok) return failure(400, 'invalid', request.reason);
  const { dialect, merchantId } = request.value;
  const merchant = await merchantFor(core, merchantId);
  const issuer = issuers[dialect];
  if (merchant === undefined || issuer === undefined) {
    return failure(
      404,
      'not_found',
      'There is no such merchant; with several merchants, name one by merchantId.',
    );
  }
  return success(201, { dialect, merchantId: merchant.id, ...(await issueFor(core, issuer, merchant)) });
}

function createReader(dialects: readonly string[]) {
  return bodyReader(
    Type.Object({
      dialect: Type.Union(
        dialects.map((dialect) => Type.Literal(dialect)),
        { description: `one of ${dialects.join(', ')}.` },
      ),
      merchantId: Type.Optional(Type.String({ maxLength: 64, description: "the merchant's id." })),
    }),
  );
}

async function remove({ core }: OperatorDependencies, request: GatewayRequest): Promise<GatewayResponse> {
  const { id = '' } = request.pathParameters;
  if (await revoke(core, id)) return { status: 204, body: '' };
  return failure(404, 'not_found', `There is no live credential ${id}.`);
}

function success(status: number, body: object): GatewayResponse {
  return {
    status,
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: JSON.stringify(body),
  };
}

function failure(status: number, error: string, detail: string): GatewayResponse {
  return success(status, { error, detail });
}
