import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Route } from './exchange.ts';
import type { RequestEntry } from './logging.ts';

/** What the server counts. Labels are names that we gave, never what a request says of itself. */
export interface Metrics {
  /** Others may register metrics of their own. */
  readonly registry: Registry;
  observeRequest(
    entry: Pick<RequestEntry, 'surface' | 'method' | 'route' | 'status' | 'durationMilliseconds'>,
  ): void;
  observeVerification(dialect: string, verdict: string): void;
}

/** From half a millisecond (an HMAC and a read) to where clients give up. */
const DURATION_BUCKETS_SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];
const MILLISECONDS_PER_SECOND = 1_000;

/**
 * Makes the metrics of one server, in a registry of their own: requests by surface, route pattern and status, how verifying ended,
 * and the process itself (processor, memory, garbage collection, event-loop lag).
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'countersign_http_request_duration_seconds',
    help: 'From the last byte of a request to the hand-over of its answer; its _count is the number of requests.',
    labelNames: ['surface', 'method', 'route', 'status'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers: [registry],
  });
  const verifications = new Counter({
    name: 'countersign_verifications_total',
    help: 'Signed requests by how verifying them ended.',
    labelNames: ['dialect', 'verdict'],
    registers: [registry],
  });
  return {
    registry,
    observeRequest: ({ surface, method, route, status, durationMilliseconds }) =>
      requests.observe({ surface, method, route, status }, durationMilliseconds / MILLISECONDS_PER_SECOND),
    observeVerification: (dialect, verdict) => verifications.inc({ dialect, verdict }),
  };
}

/** `/metrics`, in the format that Prometheus reads. */
export function metricsRoute({ registry }: Metrics): Route {
  const headers = [['Content-Type', registry.contentType]] as const;
  return {
    method: 'GET',
    path: '/metrics',
    handle: async () => ({ status: 200, headers, body: await registry.metrics() }),
  };
}
