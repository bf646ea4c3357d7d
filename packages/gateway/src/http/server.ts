import type { Logger } from 'pino';
import type { Environment } from '../environment.ts';
import { clientAddressRule } from './client-address.ts';
import type { Route, Surface } from './exchange.ts';
import { createFastify } from './fastify.ts';
import { healthRoutes } from './health.ts';
import { InFlight } from './in-flight.ts';
import { DEFAULT_LIMITS, type HttpLimits } from './limits.ts';
import { type ListenAddress, listen } from './listen.ts';
import { type Metrics, metricsRoute } from './metrics.ts';
import { neutralSurface } from './neutral.ts';
import { Responder } from './responder.ts';
import { registerRoutes } from './router.ts';

export interface HttpServerOptions {
  readonly surfaces: readonly Surface[];
  /** Their problems are answered as neutral JSON. */
  readonly operatorRoutes: readonly Route[];
  /** Addresses and CIDR blocks of the proxies whose word on a client's address is taken. */
  readonly trustedProxies: readonly string[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly environment: Environment;
  /** Resolves if the store answers. */
  readonly checkStore: () => Promise<unknown>;
  /** Whether an error of a handler means that the store could not answer: the client is told to come again. */
  readonly isUnavailable: (error: unknown) => boolean;
  /** Where they differ from `DEFAULT_LIMITS`. */
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpServer {
  /** Starts to listen; port 0 takes a free one. Resolves with the origin, `http://127.0.0.1:8080`. Throws a `ListenError`. */
  listen(address: ListenAddress): Promise<string>;
  /** Accepts nothing more, lets requests in flight finish within the drain limit, cuts what is left then, and resolves. */
  close(): Promise<void>;
}

/** Puts all surfaces on one origin. Throws an `AddressEntryError` for a trusted proxy that is no address. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { logger, metrics } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  let isClosing = false;
  const isDraining = () => isClosing;
  const clientAddress = clientAddressRule(options.trustedProxies);
  const responder = new Responder({ ...options, limits, clientAddress, isDraining });
  const operations = [...healthRoutes({ checkStore: options.checkStore, isDraining }), metricsRoute(metrics)];

  const fastify = createFastify({ ...options, limits, responder });
  registerRoutes(
    fastify,
    [
      ...options.surfaces,
      neutralSurface('operator', options.operatorRoutes),
      neutralSurface('operations', operations),
    ],
    responder,
  );
  const { server } = fastify;
  const inFlight = new InFlight(server);

  return {
    listen: async (address) => {
      await fastify.ready();
      const origin = await listen(server, address);
      logger.info({ origin }, 'listening');
      return origin;
    },
    close: async () => {
      isClosing = true;
      const closed = new Promise((resolve) => server.close(resolve));
      const cut = await inFlight.drain(limits.drainMilliseconds);
      server.closeAllConnections();
      await closed;
      await fastify.close();
      logger.info({ cut }, 'closed');
    },
  };
}
