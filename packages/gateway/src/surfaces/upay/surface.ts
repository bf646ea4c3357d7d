import { upay } from '@countersign/signing';
import type { Core } from '../../core/index.ts';
import type { Candidate } from '../../http/authenticate.ts';
import type { GatewayRequest, GatewayResponse, Route, Surface } from '../../http/exchange.ts';
import type { Problem, ProblemCode } from '../../http/problem.ts';
import { answerCall } from './call.ts';
import { type Failure, failed } from './envelope.ts';
import { merchantAsset } from './merchant-asset.ts';
import type { Operation } from './operation.ts';
import { payerAdd } from './payer-add.ts';
import { payerForm } from './payer-form.ts';
import { payerInfo } from './payer-info.ts';
import { response } from './response.ts';

export interface UpayDependencies {
  readonly core: Core;
  /**
   * A credential that is nobody's, for what is checked where there is none. Its `platformPrivateKey` must be the platform's own:
   * with another, what is encrypted to the platform would tell unknown keys from known ones.
   */
  readonly decoy: Candidate;
}

const OPERATIONS: readonly Operation[] = [merchantAsset, payerForm, payerAdd, payerInfo];

/** UPay white-label's API: the merchant's balances and the payers of payouts. */
export function createUpaySurface({ core, decoy }: UpayDependencies): Surface {
  const fail = (request: GatewayRequest, problem: Problem): GatewayResponse =>
    response(core, request, failed(FAILURE_OF[problem.code] ?? 'malformed', problem.detail));
  return {
    dialect: upay.name,
    routes: OPERATIONS.map(
      (operation): Route => ({
        method: 'POST',
        path: operation.path,
        handle: (request) => answerCall(core, decoy, operation, request),
      }),
    ),
    owns: (path) => path.startsWith('/api/v1/'),
    notFound: fail,
    failed: fail,
  };
}

/** Problems of HTTP, in the provider's envelope; `malformed` where one is not listed. */
const FAILURE_OF: Readonly<Partial<Record<ProblemCode, Failure>>> = {
  not_found: 'not_found',
  method_not_allowed: 'method',
  url_too_long: 'too_large',
  headers_too_many: 'too_large',
  headers_too_large: 'too_large',
  body_too_large: 'too_large',
  unavailable: 'unavailable',
  internal: 'internal',
};
