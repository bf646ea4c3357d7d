import { BodyParsedError } from './body-parsed-error.ts';
import { type IncomingRequest, readIncoming } from './incoming.ts';
import type { ReadOptions, ReadResult } from './read-result.ts';
import { type ReceiverOptions, receiver } from './receiver.ts';

export { BODY_BYTES_MAXIMUM, type ReadOptions, type ReadResult } from './read-result.ts';
export { BodyParsedError, type ReceiverOptions };

/** What is used of a Fastify request. */
export interface FastifyRequest {
  readonly raw: IncomingRequest;
  readonly originalUrl: string;
  readonly body?: unknown;
  /** Bytes that a plugin kept. */
  readonly rawBody?: unknown;
}

/** What is used of a Fastify reply. */
export interface FastifyReply {
  code(status: number): unknown;
  header(name: string, value: string): unknown;
}

/** What is used of a Fastify instance. */
export interface FastifyScope {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    contentType: string,
    options: { parseAs: 'buffer' },
    parser: (request: unknown, body: Buffer, done: (error: null, body: Buffer) => void) => void,
  ): unknown;
}

/**
 * Makes every body in a Fastify scope the bytes that came, whatever its content type. Call it inside `register`, so that the routes
 * outside go on parsing; Fastify's `bodyLimit` holds as ever.
 *
 * @example
 * ```ts
 * app.register(async (scope) => {
 *   keepRawBody(scope);
 *   scope.post('/anexpay', createReceiver({ dialect: anexpay, credentials, onEvent }));
 * });
 * ```
 */
export function keepRawBody(scope: FastifyScope): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/**
 * The request as a `Message` for `verify`, its body as the bytes that came; or the verdict `body_too_large`. Throws a
 * `BodyParsedError` where Fastify parsed it: `keepRawBody` was not called in the route's scope.
 *
 * @example
 * ```ts
 * const result = await readMessage(request, { url: 'https://shop.example/notify' });
 * const verdict = result.ok ? await verify(basicex.callback, result.message, { credentials, receivedAt: Date.now() }) : result;
 * ```
 */
export function readMessage<Incoming extends FastifyRequest>(
  request: Incoming,
  options: ReadOptions<Incoming> = {},
): Promise<ReadResult> {
  const { raw, body, rawBody, originalUrl: target } = request;
  const parsed = () =>
    new BodyParsedError(
      `Fastify's parser of ${raw.headers['content-type'] ?? 'bodies'}`,
      'Register the route in a scope of its own and call keepRawBody(scope) first: ' +
        'app.register(async (scope) => { keepRawBody(scope); scope.post(…); }).',
    );
  return readIncoming({ held: [rawBody, body], raw, target, request, parsed }, options);
}

/**
 * A Fastify handler that verifies a provider's callbacks and answers them as the provider expects. It throws what `onEvent` throws,
 * and a `BodyParsedError`, for Fastify's error handler.
 *
 * @example
 * ```ts
 * import { upay } from '@countersign/signing';
 * import { createReceiver, keepRawBody } from '@countersign/signing/fastify';
 * app.register(async (scope) => {
 *   keepRawBody(scope);
 *   scope.post('/upay', createReceiver({ dialect: upay, credentials, onEvent: ({ id, data }) => console.log(id, data) }));
 * });
 * ```
 */
export function createReceiver<Incoming extends FastifyRequest = FastifyRequest>(
  options: ReceiverOptions<Incoming>,
): (request: Incoming, reply: FastifyReply) => Promise<string> {
  const receive = receiver(options, readMessage);
  return async (request, reply) => {
    const { status, headers, body } = await receive(request);
    reply.code(status);
    for (const [name, value] of headers) reply.header(name, value);
    if (!request.raw.complete && request.raw.httpVersionMajor === 1) reply.header('Connection', 'close');
    return body;
  };
}
