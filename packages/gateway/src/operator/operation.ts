import type { Core, Merchant, Transaction } from '../core/index.ts';
import type { GatewayRequest, GatewayResponse, Method } from '../http/exchange.ts';
import type { FieldProblem, Read } from '../http/json-body.ts';
import { conflict, invalid } from './answers.ts';
import type { CredentialIssuer } from './credentials.ts';
import type { Verifications } from './verification-jobs.ts';

export interface OperatorOptions {
  readonly core: Core;
  readonly token: string;
  /** By dialect: these are all the dialects there are. */
  readonly issuers: Readonly<Record<string, CredentialIssuer>>;
  /** What every merchant begins with. */
  readonly openMerchant: (transaction: Transaction, merchant: Merchant) => Promise<void>;
}

export interface OperatorDependencies extends OperatorOptions {
  readonly verifications: Verifications;
}

export type Operation = (
  dependencies: OperatorDependencies,
  request: GatewayRequest,
) => Promise<GatewayResponse>;

/** One line in a topic's table. */
export type OperationRoute = readonly [method: Method, path: string, operation: Operation];

/** An operation on a request's body that was read: what cannot be read is answered with 400. */
export function onBody<Body>(
  read: (content: Uint8Array) => Read<Body> | FieldProblem,
  operation: (dependencies: OperatorDependencies, body: Body) => Promise<GatewayResponse>,
): Operation {
  return async (dependencies, { body }) => {
    const request = read(body);
    return request.ok ? operation(dependencies, request.value) : invalid(request.reason);
  };
}

/** The same for what follows the `?`. */
export function onQuery<Query>(
  read: (query: string | undefined) => Read<Query> | FieldProblem,
  operation: (dependencies: OperatorDependencies, query: Query) => Promise<GatewayResponse>,
): Operation {
  return async (dependencies, { query }) => {
    const request = read(query);
    return request.ok ? operation(dependencies, request.value) : invalid(request.reason);
  };
}

const WRONG_RAIL = {
  sandbox: (name: string) =>
    `The rail of this gateway is '${name}', where money is real: only a gateway on the sandbox's rail takes this.`,
  manual: (name: string) =>
    `The rail of this gateway is '${name}', which sees money by itself: only a gateway on the manual rail is told.`,
} as const;

/** An operation that only a gateway on this rail can carry out. */
export function onRail(rail: keyof typeof WRONG_RAIL, operation: Operation): Operation {
  return async (dependencies, request) => {
    const { name } = dependencies.core.rail;
    return name === rail ? operation(dependencies, request) : conflict(WRONG_RAIL[rail](name));
  };
}
