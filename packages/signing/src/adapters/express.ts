import { BodyParsedError } from './body-parsed-error.ts';
import { answerIncoming, type IncomingRequest, type OutgoingResponse, readIncoming } from './incoming.ts';
import type { ReadOptions, ReadResult } from './read-result.ts';
import { type ReceiverOptions, receiver } from './receiver.ts';

export { BODY_BYTES_MAXIMUM, type ReadOptions, type ReadResult } from './read-result.ts';
export { BodyParsedError, type ReceiverOptions };

/** What is used of an Express request, version 4 or 5. */
export interface ExpressRequest extends IncomingRequest {
  readonly originalUrl: string;
  readonly body?: unknown;
  /** Bytes that a parser's `verify` option, or a cloud function's host, kept. */
  readonly rawBody?: unknown;
}

/** Who reads which content type, by the start of its name. */
const PARSERS: readonly (readonly [contentType: string, parser: string])[] = [
  ['application/json', 'express.json()'],
  ['application/x-www-form-urlencoded', 'express.urlencoded()'],
];

const FIX =
  "Mount this route before that parser, or with express.raw({ type: '*/*' }) of its own before it; or keep the bytes: " +
  '`verify: (request, response, bytes) => { request.rawBody = bytes; }` among the options of the parser.';

/**
 * The request as a `Message` for `verify`, its body as the bytes that came: what `express.raw()` or `rawBody` hold, else what the
 * stream does. Otherwise a verdict: `body_too_large`, or `body_malformed` where it broke off. Throws a `BodyParsedError`.
 *
 * @example
 * ```ts
 * const result = await readMessage(request, { url: 'https://shop.example/notify' });
 * const verdict = result.ok ? await verify(basicex.callback, result.message, { credentials, receivedAt: Date.now() }) : result;
 * ```
 */
export function readMessage<Incoming extends ExpressRequest>(
  request: Incoming,
  options: ReadOptions<Incoming> = {},
): Promise<ReadResult> {
  const { rawBody, body, originalUrl: target } = request;
  const parsed = () => new BodyParsedError(parserOf(request.headers['content-type']), FIX);
  return readIncoming({ held: [rawBody, body], raw: request, target, request, parsed }, options);
}

function parserOf(contentType = ''): string {
  const found = PARSERS.find(([start]) => contentType.toLowerCase().startsWith(start));
  return found?.[1] ?? 'A middleware';
}

/**
 * An Express handler that verifies a provider's callbacks and answers them as the provider expects. What `onEvent` throws goes to
 * `next`, and so does a `BodyParsedError`.
 *
 * @example
 * ```ts
 * import { anexpay } from '@countersign/signing';
 * import { createReceiver } from '@countersign/signing/express';
 * const receive = createReceiver({ dialect: anexpay, credentials: { signKey: '…' }, onEvent: ({ id, data }) => console.log(id, data) });
 * app.post('/anexpay', receive); // before app.use(express.json())
 * ```
 */
export function createReceiver<Incoming extends ExpressRequest = ExpressRequest>(
  options: ReceiverOptions<Incoming>,
): (request: Incoming, response: OutgoingResponse, next: (error: unknown) => void) => Promise<void> {
  const receive = receiver(options, readMessage);
  return async (request, response, next) => {
    try {
      answerIncoming(request, response, await receive(request));
    } catch (error) {
      next(error);
    }
  };
}
