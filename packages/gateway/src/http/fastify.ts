import { splitUrl } from '@countersign/signing';
import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from 'fastify';
import type { Logger } from 'pino';
import type { Environment } from '../environment.ts';
import { answerConnectionError } from './connection-errors.ts';
import type { Surface } from './exchange.ts';
import type { HttpLimits } from './limits.ts';
import { neutralSurface } from './neutral.ts';
import type { ProblemCode } from './problem.ts';
import { type Responder, type Target, unmatched } from './responder.ts';

export interface FastifyOptions {
  readonly surfaces: readonly Surface[];
  readonly responder: Responder;
  readonly limits: HttpLimits;
  readonly environment: Environment;
  readonly logger: Logger;
}

/** Fastify's codes for what it refuses before a route sees it. */
const PROBLEMS: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_BAD_URL: 'url_malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'url_too_long',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content_type_malformed',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'body_incomplete',
  ECONNRESET: 'request_aborted',
};

/** Answers for the paths that no surface owns. */
const NOBODY = neutralSurface('none', []);

/** A Fastify that keeps the body's bytes and folds nothing; it has no routes yet, and never answers by itself. */
export function createFastify({
  surfaces,
  responder,
  limits,
  environment,
  logger,
}: FastifyOptions): FastifyInstance {
  const ownerOf = ({ raw }: FastifyRequest): Surface => {
    const { path } = splitUrl(raw.url ?? '');
    return surfaces.find((surface) => surface.owns(path)) ?? NOBODY;
  };
  const refuse = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack();
    const code = PROBLEMS[error.code] ?? 'internal';
    if (code === 'internal') logger.error({ requestId: request.id, err: error }, 'reading a request failed');
    void responder.refuse(request, reply.raw, ownerOf(request), code);
  };
  const server: FastifyInstance = fastify({
    ...serverOptions(limits),
    genReqId: requestIds(environment),
    frameworkErrors: refuse,
    clientErrorHandler: (error, socket) => answerConnectionError(error, socket, logger),
  });
  keepBodies(server);
  server.setErrorHandler(refuse);
  server.setNotFoundHandler((request, reply) =>
    handlerOf(unmatched(ownerOf(request)), responder)(request, reply),
  );
  server.server.maxConnections = limits.connections;
  return server;
}

/** What hands a target's requests to the responder. It writes the answer itself: no default of Fastify's shows anywhere. */
export function handlerOf(target: Target, responder: Responder) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack();
    void responder.answer(request, reply.raw, target);
  };
}

function serverOptions(limits: HttpLimits) {
  return {
    bodyLimit: limits.bodySizeBytes,
    requestTimeout: limits.requestTimeoutMilliseconds,
    connectionTimeout: limits.connectionTimeoutMilliseconds,
    keepAliveTimeout: limits.keepAliveMilliseconds,
    exposeHeadRoutes: false,
    // While draining, what still comes over an open connection is served, and the connection closed after it.
    return503OnClosing: false,
    routerOptions: {
      maxParamLength: limits.pathParameterLengthCharacters,
      caseSensitive: true,
      ignoreTrailingSlash: false,
      ignoreDuplicateSlashes: false,
      // Surfaces read the query as it was sent.
      querystringParser: () => ({}),
    },
    http: {
      maxHeaderSize: limits.headerSizeBytes,
      headersTimeout: limits.headersTimeoutMilliseconds,
      connectionsCheckingInterval: limits.timeoutCheckMilliseconds,
      // Looked at in `refuseAdmission`: Node would answer with an empty body.
      requireHostHeader: false,
    },
  };
}

/** All of them. The common ones are named because Fastify remembers what it found for a name, and looks for `*` each time. */
const MEDIA_TYPES = ['application/json', 'application/x-www-form-urlencoded', '*'];

/** Every body as a Buffer, whatever its media type, and of a GET too: a signature may cover it. */
function keepBodies(server: FastifyInstance): void {
  server.addHttpMethod('GET', { hasBody: true, overrideExisting: true });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(MEDIA_TYPES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

const PROCESS_PART_BYTES = 9;
const COUNT_HEX_DIGITS = 12;

/**
 * Unique among processes, and cheap: a random beginning for each process, then a count. Written as a UUID of one's own making
 * (version 8, RFC 9562 §5.8), because BasicEx documents a UUID.
 */
function requestIds({ randomBytes }: Environment): () => string {
  const hex = Buffer.from(randomBytes(PROCESS_PART_BYTES)).toString('hex');
  const process = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(12, 15)}-8${hex.slice(15, 18)}`;
  let count = 0;
  return () => `${process}-${(count++).toString(16).padStart(COUNT_HEX_DIGITS, '0')}`;
}
