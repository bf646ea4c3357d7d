import { blackhat, formParameters, type Rejected } from '@countersign/signing';
import { type Core, claimReplay, findCredentials } from '../../core/index.ts';
import { type AddressRefused, authenticate, type Candidate } from '../../http/authenticate.ts';
import type { GatewayRequest } from '../../http/exchange.ts';
import { type PublicUrl, signedMessage } from '../../http/public-url.ts';
import { isKey } from './credentials.ts';
import { type Answer, type FailureCode, failed } from './envelope.ts';
import type { Method } from './method.ts';
import { readParameters } from './parameters.ts';

export interface CallDependencies {
  readonly core: Core;
  /** The first is where the hosted pages are. */
  readonly publicUrls: readonly [PublicUrl, ...PublicUrl[]];
  readonly decoy: Candidate;
}

const WRONG_SIGNATURE =
  'The key is not a live one, or sign is not lower-case hex of HMAC-SHA256 with the API secret over all parameters but sign, sorted by name, as name=value joined by &.';

/** Answers a call of a method: authenticates it, claims its `ts`, and only then looks at the method's own parameters. */
export async function answerCall(
  { core, publicUrls: [{ base: publicUrl }], decoy }: CallDependencies,
  request: GatewayRequest,
  method: Method,
): Promise<Answer> {
  const message = signedMessage(request);
  const authentication = await authenticate({
    direction: blackhat.request,
    messages: [message],
    find: async ({ keyId }) => (isKey(keyId) ? findCredentials(core, 'blackhat', keyId) : []),
    decoy,
    clientAddress: request.clientAddress,
    receivedAt: request.receivedAt,
    observe: request.observe,
  });
  if (!authentication.ok) return refused(authentication.rejection, request);
  const { credential, verdict } = authentication;
  const { merchantId, id: credentialId } = credential;
  const parameters = readParameters(formParameters(message), method.rules);
  const work = isAnswer(parameters)
    ? () => Promise.resolve(parameters)
    : await method.prepare(parameters, { core, merchantId, publicUrl });
  return core.perform(
    async (transaction) => {
      const { replay } = verdict;
      const claim = await claimReplay(transaction, {
        merchantId,
        credentialId,
        replay,
        receivedAt: request.receivedAt,
      });
      return claim.claimed ? work(transaction) : notIncreasing(claim.last ?? '');
    },
    { together: merchantId },
  );
}

function isAnswer(value: Answer | Readonly<Record<string, string>>): value is Answer {
  return typeof value.status === 'number';
}

/** Names the last accepted `ts`, so that a client can go on from there. */
function notIncreasing(last: string): Answer {
  return failed(
    'TS_NOT_INCREASING',
    `ts must be greater than ${last}, the last one accepted with this key.`,
    {
      last_ts: last,
    },
  );
}

/** The codes for what the signing library says; whatever is not here is a matter of the request's form. */
const CODES: Readonly<Record<string, FailureCode>> = {
  key_missing: 'MISSING_PARAMETER',
  signature_missing: 'MISSING_PARAMETER',
  timestamp_missing: 'MISSING_PARAMETER',
  key_unknown: 'INVALID_SIGN',
  signature_mismatch: 'INVALID_SIGN',
  timestamp_ahead: 'TS_OUT_OF_RANGE',
  timestamp_unit: 'TS_OUT_OF_RANGE',
  address_refused: 'IP_NOT_ALLOWED',
};

/** Also for who sent JSON, or some parameters in the query and some in the body: then these are not where they are looked for. */
const MISSING =
  'is missing: send key, ts and sign together with the other parameters, all as the form body of a POST or all in the query of a GET.';

function refused(rejection: Rejected | AddressRefused, request: GatewayRequest): Answer {
  const code = CODES[rejection.code] ?? 'MALFORMED_REQUEST';
  const name = 'field' in rejection ? rejection.field : undefined;
  const parameter = name === undefined ? {} : { parameter: name };
  switch (code) {
    case 'INVALID_SIGN':
      return failed(code, WRONG_SIGNATURE);
    case 'MISSING_PARAMETER':
      return failed(code, `${name} ${MISSING}`, parameter);
    case 'TS_OUT_OF_RANGE': {
      const serverTime = (request.receivedAt / 1_000).toFixed(3);
      return failed(code, rejection.hint, { ...parameter, server_time: serverTime });
    }
    default:
      return failed(code, rejection.hint, parameter);
  }
}
