/** A provider's API of a test's own, on a real HTTP server in front of a core on either engine. */
import {
  type Core,
  createCore,
  createSealer,
  openMasterKeys,
} from '../../packages/gateway/src/core/index.ts';
import type { Environment } from '../../packages/gateway/src/environment.ts';
import type { Surface } from '../../packages/gateway/src/http/exchange.ts';
import { createLogger } from '../../packages/gateway/src/http/logging.ts';
import { createMetrics } from '../../packages/gateway/src/http/metrics.ts';
import { createHttpServer } from '../../packages/gateway/src/http/server.ts';
import { sandboxRail } from '../../packages/gateway/src/rails/sandbox/rail.ts';
import type { EngineName } from '../../packages/gateway/src/store/store.ts';
import { openTestStore } from './engines.ts';

export interface TestSurface {
  readonly core: Core;
  /** Where the server listens. */
  readonly origin: string;
  /** The lines of the log so far, parsed. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
  close(): Promise<void>;
}

/** The same in every test, so that what is derived from it is, too. */
const KEY = Buffer.alloc(32, 7);

/** Opens an empty store, and serves the surface that `create` makes in front of it. */
export async function startSurface(
  engine: EngineName,
  environment: Environment,
  create: (core: Core) => Surface | Promise<Surface>,
): Promise<TestSurface> {
  const { store, close } = await openTestStore(engine);
  const variables = { COUNTERSIGN_MASTER_KEY: KEY.toString('base64') };
  const sealer = createSealer(environment, openMasterKeys(environment, { variables, folder: '' }));
  const core = createCore({ environment, store, sealer, rail: sandboxRail({ seed: KEY }) });
  const lines: string[] = [];
  const server = createHttpServer({
    surfaces: [await create(core)],
    operatorRoutes: [],
    trustedProxies: [],
    logger: createLogger({
      level: 'info',
      environment,
      destination: { write: (line) => void lines.push(line) },
    }),
    metrics: createMetrics(),
    environment,
    checkStore: async () => undefined,
    isUnavailable: () => false,
  });
  const origin = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    core,
    origin,
    log: () => lines.map((line) => JSON.parse(line)),
    close: async () => {
      await server.close();
      await close();
    },
  };
}
