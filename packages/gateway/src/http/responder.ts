import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import type { Logger } from 'pino';
import type { Environment } from '../environment.ts';
import { isMatchedAsSent, refuseAdmission } from './admission.ts';
import type { ClientAddress } from './client-address.ts';
import type { GatewayRequest, GatewayResponse, Surface } from './exchange.ts';
import { type Arrival, Inbound } from './inbound.ts';
import type { HttpLimits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { neutralAnswer } from './neutral.ts';
import { type ProblemCode, problem, Unavailable } from './problem.ts';

export interface ResponderOptions {
  readonly environment: Environment;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits: HttpLimits;
  readonly clientAddress: ClientAddress;
  /** Whether an error of a handler means that the store cannot answer and nothing was done. */
  readonly isUnavailable: (error: unknown) => boolean;
  readonly isDraining: () => boolean;
}

/** Who answers a request, and under which name it is counted. */
export interface Target {
  readonly surface: Surface;
  /** A route's pattern. */
  readonly route: string;
  readonly handle: (request: GatewayRequest) => GatewayResponse | Promise<GatewayResponse>;
}

/** What answers a path that has no route; counted under one name, because paths are what anybody sends. */
export function unmatched(surface: Surface): Target {
  return {
    surface,
    route: 'unmatched',
    handle: (request) => surface.notFound(request, problem('not_found')),
  };
}

/** Takes requests to whoever answers them, sends the answer, and keeps log and metrics. It never throws. */
export class Responder {
  readonly #options: ResponderOptions;

  constructor(options: ResponderOptions) {
    this.#options = options;
  }

  async answer(arrival: Arrival, response: ServerResponse, target: Target): Promise<void> {
    const startedAt = performance.now();
    const inbound = this.#receive(arrival);
    const { request } = inbound;
    const matched = isMatchedAsSent(target.route, request.path) ? target : unmatched(target.surface);
    const refusal = refuseAdmission(request, arrival.raw, this.#options.limits);
    const answer =
      refusal === undefined
        ? await this.#handle(matched, request)
        : await this.#fail(matched.surface, request, refusal);
    const status = this.#send(arrival, response, answer);
    this.#record(inbound, matched, status, startedAt);
  }

  /** Answers a request that could not be read or routed. */
  async refuse(
    arrival: Arrival,
    response: ServerResponse,
    surface: Surface,
    code: ProblemCode,
  ): Promise<void> {
    const startedAt = performance.now();
    const inbound = this.#receive(arrival);
    const isHeard = code !== 'request_aborted';
    const answer = isHeard ? await this.#fail(surface, inbound.request, code) : neutralAnswer(problem(code));
    const status = this.#send(arrival, response, answer);
    this.#record(inbound, unmatched(surface), status, startedAt);
  }

  #receive(arrival: Arrival): Inbound {
    const { environment, clientAddress } = this.#options;
    const socketAddress = arrival.raw.socket.remoteAddress ?? '';
    return new Inbound(arrival, {
      receivedAt: environment.now(),
      clientAddress: (headers) => clientAddress(socketAddress, headers),
    });
  }

  async #handle({ surface, handle }: Target, request: GatewayRequest): Promise<GatewayResponse> {
    try {
      return await handle(request);
    } catch (error) {
      this.#options.logger.error({ requestId: request.id, err: error }, 'request failed');
      return this.#fail(surface, request, this.#isUnavailable(error) ? 'unavailable' : 'internal');
    }
  }

  #isUnavailable(error: unknown): boolean {
    return error instanceof Unavailable || this.#options.isUnavailable(error);
  }

  async #fail(surface: Surface, request: GatewayRequest, code: ProblemCode): Promise<GatewayResponse> {
    try {
      return await surface.failed(request, problem(code));
    } catch (error) {
      this.#options.logger.error({ requestId: request.id, err: error }, 'answering a problem failed');
      return neutralAnswer(problem(code));
    }
  }

  /** Returns the status that was sent. */
  #send({ id, raw }: Arrival, response: ServerResponse, answer: GatewayResponse): number {
    if (this.#options.isDraining()) response.setHeader('Connection', 'close');
    const body = bytesOf(answer.body);
    try {
      response.writeHead(answer.status, flatHeaders(id, answer, body.length));
    } catch (error) {
      // A header's name or value that HTTP cannot carry: Node refuses it before anything is sent.
      this.#options.logger.error({ requestId: id, err: error }, 'the answer cannot be sent');
      response.writeHead(500, ['X-Request-Id', id, 'Content-Length', '0']).end();
      return 500;
    }
    if (raw.complete) response.end(body);
    else endAfterSender(raw, response, body);
    return answer.status;
  }

  #record(
    { request, observation }: Inbound,
    { surface, route }: Pick<Target, 'surface' | 'route'>,
    status: number,
    startedAt: number,
  ): void {
    const { logger, metrics } = this.#options;
    const durationMilliseconds = Math.round((performance.now() - startedAt) * 1_000) / 1_000;
    const { id: requestId, method } = request;
    const entry = { requestId, surface: surface.dialect, method, route, status, durationMilliseconds };
    metrics.observeRequest(entry);
    if (observation !== undefined) metrics.observeVerification(surface.dialect, observation.verdict);
    logger.info(observation === undefined ? entry : { ...entry, ...observation }, 'request');
  }
}

/**
 * A connection closed under someone who still sends would take the answer with it (RFC 9112 §9.6): what is left of a refused body
 * is read and dropped first, for as long as a request may take to arrive.
 */
function endAfterSender(raw: IncomingMessage, response: ServerResponse, body: Uint8Array): void {
  response.write(body);
  finished(raw, () => response.end());
  raw.resume();
}

/** Once, for its length and for the socket: each would encode the text by itself. */
function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}

/** As `writeHead` takes them: names and values in turn. */
function flatHeaders(requestId: string, { headers }: GatewayResponse, sizeBytes: number): string[] {
  const flat = ['X-Request-Id', requestId, 'Content-Length', String(sizeBytes)];
  for (const [name, value] of headers ?? []) flat.push(name, value);
  return flat;
}
