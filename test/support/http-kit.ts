/** The gateway's HTTP server with a surface that tells what reached it, for tests of the server kit. */
import { systemEnvironment } from '../../packages/gateway/src/environment.ts';
import type {
  GatewayRequest,
  GatewayResponse,
  Route,
  Surface,
} from '../../packages/gateway/src/http/exchange.ts';
import type { ListenAddress } from '../../packages/gateway/src/http/listen.ts';
import { createLogger } from '../../packages/gateway/src/http/logging.ts';
import { createMetrics } from '../../packages/gateway/src/http/metrics.ts';
import type { Problem } from '../../packages/gateway/src/http/problem.ts';
import {
  createHttpServer,
  type HttpServer,
  type HttpServerOptions,
} from '../../packages/gateway/src/http/server.ts';

export interface RunningKit {
  readonly server: HttpServer;
  readonly origin: string;
  /** Every request that a handler of `echoSurface` saw. */
  readonly seen: GatewayRequest[];
  /** The lines of the log so far, parsed. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
}

/** Starts the server on a free port. `routes` are added to the echo surface's own. */
export async function startKit(
  options: Partial<HttpServerOptions> & {
    readonly routes?: readonly Route[];
    readonly listen?: ListenAddress;
  } = {},
): Promise<RunningKit> {
  const seen: GatewayRequest[] = [];
  const lines: string[] = [];
  const server = createHttpServer({
    surfaces: [echoSurface(seen, options.routes ?? [])],
    operatorRoutes: [],
    trustedProxies: [],
    logger: createLogger({
      level: 'info',
      environment: systemEnvironment,
      destination: { write: (line) => void lines.push(line) },
    }),
    metrics: createMetrics(),
    environment: systemEnvironment,
    checkStore: async () => undefined,
    isUnavailable: () => false,
    ...options,
  });
  const origin = await server.listen(options.listen ?? { host: '127.0.0.1', port: 0 });
  return { server, origin, seen, log: () => lines.map((line) => JSON.parse(line)) };
}

/** Owns `/echo` and what is below it. Its envelope is unmistakable: `{"echo": <problem code>}`. */
function echoSurface(seen: GatewayRequest[], routes: readonly Route[]): Surface {
  const handle = async (request: GatewayRequest) => {
    seen.push(request);
    return echoAnswer(200, 'ok');
  };
  const refuse = (_request: GatewayRequest, { status, code }: Problem) => echoAnswer(status, code);
  return {
    dialect: 'echo',
    routes: [
      { method: 'POST', path: '/echo/things', handle },
      { method: 'GET', path: '/echo/things', handle },
      { method: 'GET', path: '/echo/things/:id', handle },
      { method: 'GET', path: '/echo/things/:id/parts/:part', handle },
      { method: 'PUT', path: '/echo/only-put', handle },
      ...routes,
    ],
    owns: (path) => path === '/echo' || path.startsWith('/echo/'),
    notFound: refuse,
    failed: refuse,
  };
}

export function echoAnswer(status: number, text: string): GatewayResponse {
  return { status, headers: [['Content-Type', 'application/json']], body: JSON.stringify({ echo: text }) };
}
