import type { Dialect } from '../direction.ts';
import { type CallbackEvent, readEvent } from '../event.ts';
import type { Header } from '../message.ts';
import { Refusal, type Rejected, rejected, type Stage, type VerdictCode } from '../verdict.ts';
import { type CredentialsInput, verify } from '../verify.ts';
import { url as urlPart } from '../vocabulary/parts.ts';
import { systemClock } from './clock.ts';
import type { ReadOptions, ReadResult } from './read-result.ts';

/** What every receiver of callbacks is made from, whatever the framework. */
export interface ReceiverOptions<Incoming> extends ReadOptions<Incoming> {
  readonly dialect: Dialect;
  /** What the callbacks verify with; several while keys are being replaced. */
  readonly credentials: CredentialsInput;
  /**
   * Called with each verified callback; the provider is answered once it is done, and sends the callback again where it throws.
   *
   * Callbacks come more than once: after a lost answer, and whenever somebody replays one. Every time they have the same `id`:
   *
   * ```ts
   * onEvent: (event) => database.transaction(async (transaction) => {
   *   const isNew = await transaction.run('insert into seen (dialect, id) values ($1, $2) on conflict do nothing', [event.dialect, event.id]);
   *   if (isNew) await markPaid(transaction, event.data);
   * })
   * ```
   *
   * Providers wait for seconds (UPay: 5), so keep what takes longer for later. To refuse a repeated message before anything else is
   * done, claim `event.verdict.replay` as well.
   */
  readonly onEvent: (event: CallbackEvent, request: Incoming) => unknown;
  /** Told of each request that was refused, for a log. It holds no secret. */
  readonly onRefused?: (refused: Rejected, request: Incoming) => void;
  /** Unix milliseconds. Default: the system's clock. */
  readonly now?: () => number;
}

/** What to answer a request with. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string;
}

/** Reads, verifies, hands over, and says what to answer. It throws what `onEvent` throws, and a `BodyParsedError`. */
export function receiver<Incoming>(
  options: ReceiverOptions<Incoming>,
  read: (request: Incoming, options: ReadOptions<Incoming>) => Promise<ReadResult>,
): (request: Incoming) => Promise<Answer> {
  const { dialect, credentials, onEvent, onRefused, now = systemClock } = options;
  requireUrl(options);
  const refuse = (refused: Rejected, request: Incoming): Answer => {
    onRefused?.(refused, request);
    return refusalAnswer(refused);
  };
  return async (request) => {
    const receivedAt = now();
    const result = await read(request, options);
    if (!result.ok) return refuse(result, request);
    if (result.message.method !== 'POST') return METHOD_NOT_ALLOWED;
    const verdict = await verify(dialect.callback, result.message, { credentials, receivedAt });
    const event = verdict.ok ? eventOf(() => readEvent(dialect, verdict)) : verdict;
    if ('ok' in event) return refuse(event, request);
    await onEvent(event, request);
    return dialect.callback.acknowledgement;
  };
}

/** All providers send callbacks by POST. */
const METHOD_NOT_ALLOWED: Answer = { status: 405, headers: [['Allow', 'POST']], body: '' };

function eventOf(read: () => CallbackEvent): CallbackEvent | Rejected {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return rejected(error.code, error.field);
    throw error;
  }
}

/** Without the address a signature over it cannot match, and would only look wrong. */
function requireUrl({ dialect, url }: Pick<ReceiverOptions<never>, 'dialect' | 'url'>): void {
  const signsUrl = dialect.callback.modes.some(({ readings }) =>
    readings.some(({ parts }) => parts.includes(urlPart)),
  );
  if (!signsUrl || url !== undefined) return;
  throw new TypeError(
    `url: ${dialect.title} signs the address that its callbacks go to; give it exactly as the provider was given it (the notificationUrl)`,
  );
}

const STATUSES: Readonly<Record<Stage, number>> = {
  parse: 400,
  credential: 401,
  clock: 401,
  decrypt: 400,
  signature: 401,
};

/** A receiver without the right key is at fault itself: what it cannot check is sent again once it can. */
const STATUS_EXCEPTIONS: Partial<Readonly<Record<VerdictCode, number>>> = {
  body_too_large: 413,
  payload_too_large: 413,
  key_unusable: 500,
};

/** Says which rule was not met, as the verdict does: nothing of it is secret. */
function refusalAnswer({ code, stage, hint, field }: Rejected): Answer {
  return {
    status: STATUS_EXCEPTIONS[code] ?? STATUSES[stage],
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify({ code, field, hint }),
  };
}
