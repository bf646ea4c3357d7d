import { BodyParsedError } from './body-parsed-error.ts';
import { readBody, responseOf, targetOf, webMessage } from './fetch.ts';
import {
  BODY_BYTES_MAXIMUM,
  type ReadBody,
  type ReadOptions,
  type ReadResult,
  urlOf,
} from './read-result.ts';
import { type ReceiverOptions, receiver } from './receiver.ts';

export { BODY_BYTES_MAXIMUM, type ReadOptions, type ReadResult } from './read-result.ts';
export { BodyParsedError, type ReceiverOptions };

/** What is used of a Hono context. */
export interface HonoContext {
  readonly req: {
    readonly raw: Request;
    /** What Hono keeps of a body that was read through `c.req`. */
    readonly bodyCache: {
      readonly arrayBuffer?: Promise<ArrayBuffer> | ArrayBuffer;
      readonly text?: Promise<string> | string;
    };
  };
}

/**
 * The request as a `Message` for `verify`, its body as the bytes that came; or a verdict: `body_too_large`, or `body_malformed` where
 * it broke off. What `c.req.json()`, `text()` or `arrayBuffer()` read before is taken from Hono, which keeps it; where a form was
 * parsed, or `c.req.raw` was read, it throws a `BodyParsedError`.
 *
 * @example
 * ```ts
 * const result = await readMessage(context, { url: 'https://shop.example/notify' });
 * const verdict = result.ok ? await verify(basicex.callback, result.message, { credentials, receivedAt: Date.now() }) : result;
 * ```
 */
export async function readMessage<Incoming extends HonoContext>(
  context: Incoming,
  options: ReadOptions<Incoming> = {},
): Promise<ReadResult> {
  const { raw } = context.req;
  const body = await bodyOf(context, options.bodyBytesMaximum ?? BODY_BYTES_MAXIMUM);
  return webMessage(raw, body, urlOf(options, targetOf(raw), context));
}

async function bodyOf({ req: { raw, bodyCache } }: HonoContext, bytesMaximum: number): Promise<ReadBody> {
  const kept = await (bodyCache.arrayBuffer ?? bodyCache.text);
  if (kept === undefined && raw.bodyUsed) {
    throw new BodyParsedError(
      'A call of c.req.parseBody(), formData() or c.req.raw',
      'Register the receiver before that middleware, or have the middleware call c.req.arrayBuffer() first: Hono keeps its bytes.',
    );
  }
  if (kept === undefined) return readBody(raw, bytesMaximum);
  const bytes = typeof kept === 'string' ? Buffer.from(kept, 'utf8') : new Uint8Array(kept);
  return bytes.length > bytesMaximum ? 'body_too_large' : bytes;
}

/**
 * A Hono handler that verifies a provider's callbacks and answers them as the provider expects. It rejects with what `onEvent` throws,
 * and with a `BodyParsedError`, for Hono's `onError`.
 *
 * @example
 * ```ts
 * import { easylink } from '@countersign/signing';
 * import { createReceiver } from '@countersign/signing/hono';
 * app.post('/easylink', createReceiver({ dialect: easylink, credentials, onEvent: ({ id, data }) => console.log(id, data) }));
 * ```
 */
export function createReceiver<Incoming extends HonoContext = HonoContext>(
  options: ReceiverOptions<Incoming>,
): (context: Incoming) => Promise<Response> {
  const receive = receiver(options, readMessage);
  return async (context) => responseOf(await receive(context));
}
