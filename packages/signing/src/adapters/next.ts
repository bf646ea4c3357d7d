import { BodyParsedError } from './body-parsed-error.ts';
import { answerIncoming, type IncomingRequest, type OutgoingResponse, readIncoming } from './incoming.ts';
import type { ReadOptions, ReadResult } from './read-result.ts';
import { type ReceiverOptions, receiver } from './receiver.ts';

/**
 * App Router: a route handler takes a web `Request`, so it is the receiver of `@countersign/signing/fetch`.
 *
 * @example
 * ```ts
 * // app/notify/route.ts
 * export const POST = createReceiver({ dialect: anexpay, credentials, onEvent });
 * ```
 */
export { createReceiver, readMessage } from './fetch.ts';
export { BODY_BYTES_MAXIMUM, type ReadOptions, type ReadResult } from './read-result.ts';
export { BodyParsedError, type ReceiverOptions };

/** What is used of a Pages Router's `NextApiRequest`. */
export interface NextPagesRequest extends IncomingRequest {
  readonly body?: unknown;
  readonly rawBody?: unknown;
}

/**
 * Pages Router: like `readMessage`, from a `NextApiRequest`. Throws a `BodyParsedError` where Next parsed the body.
 *
 * @example
 * ```ts
 * const result = await readPagesMessage(request, { url: 'https://shop.example/api/notify' });
 * const verdict = result.ok ? await verify(basicex.callback, result.message, { credentials, receivedAt: Date.now() }) : result;
 * ```
 */
export function readPagesMessage<Incoming extends NextPagesRequest>(
  request: Incoming,
  options: ReadOptions<Incoming> = {},
): Promise<ReadResult> {
  const { rawBody, body, url: target = '/' } = request;
  const parsed = () =>
    new BodyParsedError(
      "Next's bodyParser",
      'Turn it off for this route: `export const config = { api: { bodyParser: false } };`',
    );
  return readIncoming({ held: [rawBody, body], raw: request, target, request, parsed }, options);
}

/**
 * Pages Router: an API route that verifies a provider's callbacks and answers them as the provider expects. It rejects with what
 * `onEvent` throws, and with a `BodyParsedError`.
 *
 * @example
 * ```ts
 * // pages/api/notify.ts
 * export const config = { api: { bodyParser: false } };
 * export default createPagesReceiver({ dialect: anexpay, credentials, onEvent });
 * ```
 */
export function createPagesReceiver<Incoming extends NextPagesRequest = NextPagesRequest>(
  options: ReceiverOptions<Incoming>,
): (request: Incoming, response: OutgoingResponse) => Promise<void> {
  const receive = receiver(options, readPagesMessage);
  return async (request, response) => answerIncoming(request, response, await receive(request));
}
