import type { GatewayResponse, Route } from './exchange.ts';

export interface HealthOptions {
  /** Resolves if the store answers. */
  readonly checkStore: () => Promise<unknown>;
  readonly isDraining: () => boolean;
}

/** Ours: load balancers give up after a few seconds, and a store that takes this long serves nobody. */
const STORE_CHECK_MILLISECONDS = 2_000;

/** `/healthz`: is the process alive, or is it to be restarted? `/readyz`: is it to be sent requests? */
export function healthRoutes(options: HealthOptions): readonly Route[] {
  return [
    { method: 'GET', path: '/healthz', handle: async () => state(200, 'alive') },
    { method: 'GET', path: '/readyz', handle: () => readiness(options) },
  ];
}

async function readiness({ checkStore, isDraining }: HealthOptions): Promise<GatewayResponse> {
  if (isDraining()) return state(503, 'draining');
  return (await answersInTime(checkStore)) ? state(200, 'ready') : state(503, 'store_unavailable');
}

function answersInTime(check: () => Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), STORE_CHECK_MILLISECONDS);
    const finish = (isAnswered: boolean) => {
      clearTimeout(timer);
      resolve(isAnswered);
    };
    check().then(
      () => finish(true),
      () => finish(false),
    );
  });
}

function state(status: number, text: string): GatewayResponse {
  return {
    status,
    headers: [
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Cache-Control', 'no-store'],
    ],
    body: JSON.stringify({ state: text }),
  };
}
