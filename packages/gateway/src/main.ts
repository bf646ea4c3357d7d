/**
 * The gateway: opens the store, composes the surfaces, listens.
 *
 * @module
 */
import type { Configuration } from './configuration.ts';
import { createCore, createSealer, openMasterKeys, railSeed, sweepExpired } from './core/index.ts';
import { composeDialects } from './dialects.ts';
import { type Environment, systemEnvironment } from './environment.ts';
import { createLogger } from './http/logging.ts';
import { createMetrics } from './http/metrics.ts';
import { defaultPublicUrls, type PublicUrl } from './http/public-url.ts';
import { createHttpServer } from './http/server.ts';
import { operatorRoutes } from './operator/routes.ts';
import { operatorToken, writeOperatorFile } from './operator/token-file.ts';
import { sandboxRail } from './rails/sandbox/rail.ts';
import { openSandbox, writeSandboxFile } from './sandbox.ts';
import { StoreUnavailable } from './store/errors.ts';
import { openStore } from './store/open-store.ts';

export { type Configuration, ConfigurationError, parseConfiguration } from './configuration.ts';
export { OPTIONS } from './configuration-options.ts';
export { MasterKeyError, SealingError } from './core/index.ts';
export { type Environment, systemEnvironment } from './environment.ts';
export { ListenError } from './http/listen.ts';
export { DataFolderInUse, MigrationError, StoreUnavailable } from './store/errors.ts';

export interface Gateway {
  /** Where it listens, `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** Whether this start created the sandbox merchant, found it, or leaves it to another process's folder. */
  readonly sandbox: 'created' | 'kept' | 'elsewhere' | 'none';
  /** Finishes what is under way, then lets go of everything. */
  close(): Promise<void>;
}

const SWEEP_EVERY_MILLISECONDS = 60_000;
const SWEEP_ROWS_MAXIMUM = 10_000;

/**
 * Starts a gateway. It answers once it listens; until then nothing is served.
 *
 * @throws DataFolderInUse, StoreUnavailable, MigrationError, MasterKeyError, SealingError, ListenError: each says what to do
 * @example
 * ```ts
 * import { parseConfiguration, startGateway } from '@countersign/gateway';
 * const gateway = await startGateway(parseConfiguration(['--listen', '127.0.0.1:0', '--data', './data', '--log-level', 'silent'], {}));
 * console.log(gateway.origin);
 * await gateway.close();
 * ```
 */
export async function startGateway(
  configuration: Configuration,
  environment: Environment = systemEnvironment,
): Promise<Gateway> {
  const { dataFolder, postgresUrl } = configuration;
  const sealer = createSealer(
    environment,
    openMasterKeys(environment, { variables: process.env, folder: dataFolder }),
  );
  const store = await openStore(postgresUrl === undefined ? { folder: dataFolder } : { postgresUrl });
  try {
    const partial = { environment, reader: store, sealer, perform: store.transaction.bind(store) };
    const rail = sandboxRail({ seed: await railSeed(partial) });
    const core = createCore({ environment, store, sealer, rail });
    let publicUrls = configuration.publicUrls;
    const dialects = await composeDialects(core, {
      publicUrls: () => publicUrls as readonly [PublicUrl, ...PublicUrl[]],
      isSandbox: configuration.sandbox,
    });
    const sandbox = configuration.sandbox ? await openSandbox(core, dataFolder, dialects) : 'none';
    const token = operatorToken(environment, dataFolder);
    const server = createHttpServer({
      surfaces: dialects.surfaces,
      operatorRoutes: operatorRoutes({ core, token, ...dialects }),
      trustedProxies: configuration.trustedProxies,
      logger: createLogger({ level: configuration.logLevel, environment }),
      metrics: createMetrics(),
      environment,
      checkStore: () => store.get('select 1 as one'),
      isUnavailable: (error) => error instanceof StoreUnavailable,
    });
    const origin = await server.listen(configuration.listen);
    if (publicUrls.length === 0) publicUrls = defaultPublicUrls(origin);
    writeOperatorFile(dataFolder, { origin, token });
    if (configuration.sandbox) writeSandboxFile(dataFolder, origin);
    const sweeper = setInterval(() => {
      const now = environment.now();
      core
        .perform((transaction) => sweepExpired(transaction, now, SWEEP_ROWS_MAXIMUM))
        .catch(() => undefined);
    }, SWEEP_EVERY_MILLISECONDS);
    return {
      origin,
      sandbox,
      close: async () => {
        clearInterval(sweeper);
        await server.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
