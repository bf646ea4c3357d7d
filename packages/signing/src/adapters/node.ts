import { BodyParsedError } from './body-parsed-error.ts';
import { answerIncoming, type IncomingRequest, type OutgoingResponse, readIncoming } from './incoming.ts';
import type { ReadOptions, ReadResult } from './read-result.ts';
import { type ReceiverOptions, receiver } from './receiver.ts';

export { BODY_BYTES_MAXIMUM, type ReadOptions, type ReadResult } from './read-result.ts';
export { BodyParsedError, type IncomingRequest, type ReceiverOptions };

/** Where the body was read before, as some middleware does, bytes kept in `rawBody` or `body` are taken. */
type Request = IncomingRequest & { readonly body?: unknown; readonly rawBody?: unknown };

export interface NodeReceiverOptions<Incoming> extends ReceiverOptions<Incoming> {
  /** Told what `onEvent` threw, once the provider is answered with 500: nobody else is there to hear of it. */
  readonly onError: (error: unknown) => void;
}

/**
 * The request as a `Message` for `verify`, its body as the bytes that came; or a verdict: `body_too_large`, or `body_malformed` where
 * it broke off. Throws a `BodyParsedError`.
 *
 * @example
 * ```ts
 * const result = await readMessage(request, { url: 'https://shop.example/notify' });
 * const verdict = result.ok ? await verify(basicex.callback, result.message, { credentials, receivedAt: Date.now() }) : result;
 * ```
 */
export function readMessage<Incoming extends Request>(
  request: Incoming,
  options: ReadOptions<Incoming> = {},
): Promise<ReadResult> {
  const parsed = () =>
    new BodyParsedError(
      'Something',
      'Call the receiver first, or keep the bytes that were read in `request.rawBody`.',
    );
  const held = [request.rawBody, request.body];
  return readIncoming({ held, raw: request, target: request.url ?? '/', request, parsed }, options);
}

/**
 * A request listener for `node:http`, `node:https` and `node:http2` that verifies a provider's callbacks and answers them as the
 * provider expects. It rejects never: what `onEvent` throws is answered with 500 and handed to `onError`.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { upay } from '@countersign/signing';
 * import { createReceiver } from '@countersign/signing/node';
 * const receive = createReceiver({
 *   dialect: upay,
 *   credentials: { secretKey: '…', merchantPrivateKey: '…' },
 *   onEvent: ({ id, data }) => console.log(id, data),
 *   onError: console.error,
 * });
 * createServer(receive).listen(9000);
 * ```
 */
export function createReceiver<Incoming extends Request = Request>(
  options: NodeReceiverOptions<Incoming>,
): (request: Incoming, response: OutgoingResponse) => Promise<void> {
  const receive = receiver(options, readMessage);
  return async (request, response) => {
    try {
      answerIncoming(request, response, await receive(request));
    } catch (error) {
      answerIncoming(request, response, { status: 500, headers: [], body: '' });
      options.onError(error);
    }
  };
}
