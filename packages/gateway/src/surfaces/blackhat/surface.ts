import type { GatewayRequest, GatewayResponse, Route, Surface } from '../../http/exchange.ts';
import type { ProblemCode } from '../../http/problem.ts';
import { type FailureCode, failed, rendered } from './envelope.ts';
import { METHODS } from './methods.ts';
import { answerCall, type CallDependencies } from './signed.ts';

/** What the server itself refuses, in the API's words. */
const PROBLEM_CODES: Readonly<Partial<Record<ProblemCode, FailureCode>>> = {
  not_found: 'METHOD_NOT_FOUND',
  method_not_allowed: 'HTTP_METHOD_NOT_ALLOWED',
  body_too_large: 'REQUEST_TOO_LARGE',
  unavailable: 'UNAVAILABLE',
  internal: 'INTERNAL',
};

/** BlackHat Merchant's API: `/api/<methodName>`, by GET or POST. */
export function createBlackhatSurface(dependencies: CallDependencies): Surface {
  return {
    dialect: 'blackhat',
    routes: Object.entries(METHODS).flatMap(([name, method]) =>
      (['GET', 'POST'] as const).map(
        (verb): Route => ({
          method: verb,
          path: `/api/${name}`,
          handle: async (request) => rendered(await answerCall(dependencies, request, method)),
        }),
      ),
    ),
    owns: (path) => /^\/api\/[^/]*$/u.test(path),
    notFound: (request, { code }) => problemAnswer(request, code),
    failed: (request, { code }) => problemAnswer(request, code),
  };
}

function problemAnswer({ path }: GatewayRequest, code: ProblemCode): GatewayResponse {
  const failure = PROBLEM_CODES[code] ?? 'MALFORMED_REQUEST';
  return rendered(failed(failure, PROBLEM_WORDS[failure] ?? `The request to ${path} is not well formed.`));
}

const PROBLEM_WORDS: Readonly<Partial<Record<FailureCode, string>>> = {
  METHOD_NOT_FOUND: `There is no such method. There are ${Object.keys(METHODS).join(', ')}; letter case counts.`,
  HTTP_METHOD_NOT_ALLOWED: 'Use POST, or GET with all parameters in the query.',
  REQUEST_TOO_LARGE: 'The request is too large.',
  UNAVAILABLE: 'The service cannot answer at the moment. Sign and send the request again later.',
  INTERNAL: 'Something went wrong here.',
};
