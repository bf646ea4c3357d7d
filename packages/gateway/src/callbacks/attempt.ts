import type { AttemptRow } from '../store/queries/callback-attempts.ts';
import type { EndpointRow } from '../store/queries/callback-endpoints.ts';
import type { CallbackRow } from '../store/queries/callbacks.ts';
import { openContent, sealSent } from './content.ts';
import type { CallbackContext } from './context.ts';
import { type Judgement, judge } from './judge.ts';
import { type CallbackDialect, type CallbackSchedule, CallbackUnsignable } from './port.ts';
import { failureTextOf } from './render.ts';
import type { CallbackRequest, Send } from './sender.ts';

export interface Delivery {
  readonly callback: CallbackRow;
  readonly endpoint: EndpointRow;
  readonly dialect: CallbackDialect;
  readonly schedule: CallbackSchedule;
}

export interface Sending {
  readonly send: Send;
  /** Gives up what is under way. */
  readonly signal: AbortSignal;
}

export type AttemptOutcome =
  | {
      readonly outcome: 'made';
      readonly firstAt: number;
      readonly attempt: AttemptRow;
      readonly judgement: Judgement;
    }
  /** Nothing was sent: it could not be signed. */
  | { readonly outcome: 'unsigned'; readonly failure: string; readonly lacksCredential: boolean }
  /** Given up on the way, because the gateway stops: as if it had crashed. */
  | { readonly outcome: 'abandoned' };

/** Enough to tell one error page from another. */
const ANSWER_BYTES_KEPT_MAXIMUM = 1_024;

/** Signs a callback, sends it once and judges the answer. Stores nothing. */
export async function attempt(
  context: CallbackContext,
  delivery: Delivery,
  { send, signal }: Sending,
): Promise<AttemptOutcome> {
  const { callback, dialect, schedule } = delivery;
  const at = context.wire.now();
  const firstAt = callback.firstAt ?? at;
  const number = callback.tried + 1;
  const signed = await signOnce(context, delivery, { at, firstAt, number });
  if ('failure' in signed) return { outcome: 'unsigned', ...signed };
  const result = await send(requestOf(signed, schedule, signal));
  if (!result.ok && signal.aborted) return { outcome: 'abandoned' };
  const answer = result.ok ? result.body.subarray(0, ANSWER_BYTES_KEPT_MAXIMUM) : new Uint8Array(0);
  const isAcknowledged = result.ok && dialect.isAcknowledged({ status: result.status, body: result.body });
  const wireNow = context.wire.now();
  const moment = { now: context.environment.now(), wireNow, chance: chanceOf(context) };
  const { kind } = delivery.endpoint;
  const judgement = judge({ result, isAcknowledged, tried: number, kind }, schedule, moment);
  const { merchantId, round } = callback;
  const id = context.newId();
  const row: AttemptRow = {
    merchantId,
    callbackId: callback.id,
    id,
    round,
    number,
    at,
    durationMilliseconds: Math.max(0, wireNow - at),
    ...(result.ok && { status: result.status }),
    ...(judgement.state !== 'delivered' && { failure: judgement.failure }),
    sealedSent: sealSent(context, { merchantId, id }, { url: signed.url, answer }),
  };
  return { outcome: 'made', firstAt, attempt: row, judgement };
}

type Signed = Pick<CallbackRequest, 'url' | 'headers' | 'body'>;

async function signOnce(
  context: CallbackContext,
  { callback, endpoint, dialect }: Delivery,
  moment: { readonly at: number; readonly firstAt: number; readonly number: number },
): Promise<Signed | { readonly failure: string; readonly lacksCredential: boolean }> {
  try {
    const { merchantId, sealedContent } = callback;
    if (sealedContent === undefined) throw new Error('it is not rendered');
    const content = openContent(context, callback, sealedContent);
    const url = content.url ?? endpoint.url;
    if (url === undefined) throw new Error('it has no address');
    return await dialect.sign({ merchantId, callback: content, url, ...moment });
  } catch (error) {
    return { failure: failureTextOf(error), lacksCredential: error instanceof CallbackUnsignable };
  }
}

function requestOf(
  { url, headers, body }: Signed,
  { timeoutMilliseconds }: CallbackSchedule,
  signal: AbortSignal,
): CallbackRequest {
  return {
    method: 'POST',
    url,
    headers,
    body,
    timeouts: { headersMilliseconds: timeoutMilliseconds, totalMilliseconds: timeoutMilliseconds },
    answerBytesMaximum: ANSWER_BYTES_READ_MAXIMUM,
    signal,
  };
}

/** More than any dialect's acknowledgement. */
const ANSWER_BYTES_READ_MAXIMUM = 16_384;

/** From 0 to 1. */
function chanceOf({ wire }: CallbackContext): number {
  const [high = 0, low = 0] = wire.randomBytes(2);
  return (high * 256 + low) / 65_535;
}
