import type { FastifyInstance, HTTPMethods } from 'fastify';
import type { Method, Route, Surface } from './exchange.ts';
import { handlerOf } from './fastify.ts';
import { methodNotAllowed } from './problem.ts';
import type { Responder, Target } from './responder.ts';

/** Registers every route, and for every path the methods that it does not take. */
export function registerRoutes(
  server: FastifyInstance,
  surfaces: readonly Surface[],
  responder: Responder,
): void {
  const register = (method: HTTPMethods | HTTPMethods[], target: Target) =>
    server.route({ method, url: target.route, handler: handlerOf(target, responder) });
  for (const surface of surfaces) {
    for (const [path, routes] of byPath(surface.routes)) {
      const allow = routes.map(({ method }) => method);
      for (const { method, handle } of routes) register(method, { surface, route: path, handle });
      register(othersThan(allow, server), methodRefusal(surface, path, allow));
    }
  }
}

function byPath(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  return Map.groupBy(routes, ({ path }) => path);
}

function othersThan(methods: readonly Method[], server: FastifyInstance): HTTPMethods[] {
  const taken: readonly string[] = methods;
  return server.supportedMethods.filter((method) => !taken.includes(method));
}

function methodRefusal(surface: Surface, route: string, allow: readonly Method[]): Target {
  const problem = methodNotAllowed(allow);
  const allowHeader = ['Allow', allow.join(', ')] as const;
  return {
    surface,
    route,
    handle: (request) => {
      const answer = surface.notFound(request, problem);
      // RFC 9110 §15.5.6 asks for it with the status 405.
      return answer.status === 405
        ? { ...answer, headers: [...(answer.headers ?? []), allowHeader] }
        : answer;
    },
  };
}
