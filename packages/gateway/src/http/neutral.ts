import type { GatewayResponse, Surface } from './exchange.ts';
import type { Problem } from './problem.ts';

/** A problem as JSON of our own, for paths that belong to no provider's API. */
export function neutralAnswer({ code, status, detail }: Problem): GatewayResponse {
  return {
    status,
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: JSON.stringify({ error: code, detail }),
  };
}

/** A surface that answers problems neutrally: the gateway's own routes, and every path that nobody owns. */
export function neutralSurface(dialect: string, routes: Surface['routes']): Surface {
  return {
    dialect,
    routes,
    owns: () => true,
    notFound: (_request, problem) => neutralAnswer(problem),
    failed: (_request, problem) => neutralAnswer(problem),
  };
}
