import { type Header, splitUrl } from '../message.ts';
import { rejected } from '../verdict.ts';
import { BodyParsedError } from './body-parsed-error.ts';
import {
  announcesTooMuch,
  BODY_BYTES_MAXIMUM,
  type ReadBody,
  type ReadOptions,
  type ReadResult,
  urlOf,
} from './read-result.ts';
import { type Answer, type ReceiverOptions, receiver } from './receiver.ts';

export { BODY_BYTES_MAXIMUM, type ReadOptions, type ReadResult } from './read-result.ts';
export { BodyParsedError, type ReceiverOptions };

/**
 * The request as a `Message` for `verify`, its body as the bytes that came; or a verdict: `body_too_large`, or `body_malformed` where
 * it broke off. Throws a `BodyParsedError` where the body was read before.
 *
 * A web `Request` joins headers of one name with commas, and no signature, time or key verifies with a comma in it.
 *
 * @example
 * ```ts
 * const result = await readMessage(request, { url: 'https://shop.example/notify' });
 * const verdict = result.ok ? await verify(basicex.callback, result.message, { credentials, receivedAt: Date.now() }) : result;
 * ```
 */
export async function readMessage<Incoming extends Request>(
  request: Incoming,
  options: ReadOptions<Incoming> = {},
): Promise<ReadResult> {
  if (request.bodyUsed) {
    throw new BodyParsedError(
      'A call of request.json(), text() or their like',
      'Call the receiver first, or hand it `request.clone()` before the body is read.',
    );
  }
  const body = await readBody(request, options.bodyBytesMaximum ?? BODY_BYTES_MAXIMUM);
  return webMessage(request, body, urlOf(options, targetOf(request), request));
}

/** The request's path and query, as far as a web `Request` leaves them as they were sent. */
export function targetOf({ url }: Request): string {
  const { path, query } = splitUrl(url);
  return query === undefined ? path : `${path}?${query}`;
}

export function webMessage({ method, headers }: Request, body: ReadBody, url: string): ReadResult {
  if (typeof body === 'string') return rejected(body);
  return { ok: true, message: { method, url, headers: [...headers].map((each): Header => each), body } };
}

/** Stops at the first chunk too many. */
export async function readBody({ headers, body }: Request, bytesMaximum: number): Promise<ReadBody> {
  if (announcesTooMuch(headers.get('content-length'), bytesMaximum)) return 'body_too_large';
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of body ?? []) {
      sizeBytes += chunk.length;
      if (sizeBytes > bytesMaximum) return 'body_too_large';
      chunks.push(chunk);
    }
  } catch {
    return 'body_malformed';
  }
  return Buffer.concat(chunks);
}

/**
 * A handler from `Request` to `Response` that verifies a provider's callbacks and answers them as the provider expects: for Bun,
 * Deno, edge workers and every framework of web requests. It rejects with what `onEvent` throws, and with a `BodyParsedError`.
 *
 * @example
 * ```ts
 * import { anexpay } from '@countersign/signing';
 * import { createReceiver } from '@countersign/signing/fetch';
 * const receive = createReceiver({ dialect: anexpay, credentials: { signKey: '…' }, onEvent: ({ id, data }) => console.log(id, data) });
 * export default { fetch: (request: Request) => receive(request) };
 * ```
 */
export function createReceiver<Incoming extends Request = Request>(
  options: ReceiverOptions<Incoming>,
): (request: Incoming) => Promise<Response> {
  const receive = receiver(options, readMessage);
  return async (request) => responseOf(await receive(request));
}

export function responseOf({ status, headers, body }: Answer): Response {
  // An empty text would be given a content type.
  return new Response(body === '' ? null : body, {
    status,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
  });
}
