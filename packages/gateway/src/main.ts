/**
 * The gateway: opens the store, composes the surfaces, listens.
 *
 * @module
 */
import { mkdirSync } from 'node:fs';
import type { Logger } from 'pino';
import { type CallbacksOptions, startCallbacks } from './callbacks/index.ts';
import type { Configuration } from './configuration.ts';
import type { RailName } from './configuration-options.ts';
import {
  type Core,
  createClock,
  createCore,
  createSealer,
  followClock,
  type Keeper,
  openMasterKeys,
  type RunnerOptions,
  railPool,
  railSeed,
  startRunner,
  sweepExpired,
  WORK_HANDLERS,
} from './core/index.ts';
import { composeDialects } from './dialects.ts';
import { type Environment, systemEnvironment } from './environment.ts';
import { createLogger } from './http/logging.ts';
import { createMetrics } from './http/metrics.ts';
import { defaultPublicUrls } from './http/public-url.ts';
import { createHttpServer } from './http/server.ts';
import { operatorRoutes } from './operator/routes.ts';
import { operatorToken, writeOperatorFile } from './operator/token-file.ts';
import { createOutgoing } from './outgoing/index.ts';
import { manualRail } from './rails/manual/rail.ts';
import { type Rail, RailError } from './rails/rail.ts';
import { sandboxRail } from './rails/sandbox/rail.ts';
import { openSandbox, writeSandboxFile } from './sandbox.ts';
import { StoreBusy, StoreUnavailable } from './store/errors.ts';
import { openStore } from './store/open-store.ts';

export { type Configuration, ConfigurationError, parseConfiguration } from './configuration.ts';
export { OPTIONS } from './configuration-options.ts';
export { MasterKeyError, SealingError } from './core/index.ts';
export { type Environment, systemEnvironment } from './environment.ts';
export { ListenError } from './http/listen.ts';
export { OperatorFileError } from './operator/token-file.ts';
export { DataFolderInUse, MigrationError, StoreUnavailable } from './store/errors.ts';

export interface Gateway {
  /** Where it listens, `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** Whether this start created the sandbox merchant or found it. */
  readonly sandbox: 'created' | 'kept' | 'none';
  /** Finishes what is under way, then lets go of everything. */
  close(): Promise<void>;
}

const SWEEP_EVERY_MILLISECONDS = 60_000;
const SWEEP_ROWS_MAXIMUM = 10_000;

/**
 * Starts a gateway. It answers once it listens; until then nothing is served.
 *
 * @throws DataFolderInUse, StoreUnavailable, MigrationError, MasterKeyError, SealingError, OperatorFileError, ListenError: each says
 *   what to do
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
  // Let go of in reverse, when the gateway is closed or when it cannot be started.
  await using opened = new AsyncDisposableStack();
  const { dataFolder, postgresUrl } = configuration;
  prepareFolder(dataFolder);
  const masterKeys = openMasterKeys(environment, { variables: process.env, folder: dataFolder });
  const sealer = createSealer(environment, masterKeys);
  const store = await openStore(postgresUrl === undefined ? { folder: dataFolder } : { postgresUrl });
  opened.defer(() => store.close());

  const clock = createClock(environment);
  await followClock(store, clock);
  const keeper = { environment: clock, reader: store, sealer, perform: store.transaction.bind(store) };
  const rail = await RAILS[configuration.rail](keeper);
  const core = createCore({ environment, clock, store, sealer, rail });
  const publicUrls = [...configuration.publicUrls];
  const dialects = await composeDialects(core, { publicUrls, isSandbox: configuration.sandbox });
  const sandbox = configuration.sandbox ? await openSandbox(core, dialects) : undefined;
  const token = operatorToken(environment, dataFolder);
  const logger = createLogger({ level: configuration.logLevel, environment });
  const server = createHttpServer({
    surfaces: dialects.surfaces,
    operatorRoutes: operatorRoutes({ core, token, ...dialects }),
    trustedProxies: configuration.trustedProxies,
    logger,
    metrics: createMetrics(),
    environment,
    checkStore: () => store.get('select 1 as one'),
    isUnavailable,
  });

  const origin = await server.listen(configuration.listen);
  opened.defer(() => server.close());
  if (publicUrls.length === 0) publicUrls.push(...defaultPublicUrls(origin));
  writeOperatorFile(environment, dataFolder, { origin, token });
  if (sandbox !== undefined) writeSandboxFile(environment, dataFolder, { origin, ...sandbox });
  opened.defer(sweepRegularly(core, logger));
  tellOffset(core, logger);
  const runner = startRunner(core, runnerOptions(logger));
  opened.defer(() => runner.stop());
  const outgoing = createOutgoing({ policy: configuration.callbacks });
  opened.defer(() => outgoing.close());
  const callbacks = startCallbacks(core, {
    ...callbackOptions(logger),
    dialects: dialects.callbacks,
    send: (request) => outgoing.send(request),
    isOnlyProcess: store.engine === 'sqlite',
  });
  opened.defer(() => callbacks.stop());
  const running = opened.move();
  return { origin, sandbox: stateOf(sandbox), close: () => running.disposeAsync() };
}

function stateOf(sandbox: { readonly isFirst: boolean } | undefined): Gateway['sandbox'] {
  if (sandbox === undefined) return 'none';
  return sandbox.isFirst ? 'created' : 'kept';
}

/** What passes, or what an operator can see to: a merchant may try again. */
function isUnavailable(error: unknown): boolean {
  if (error instanceof RailError) return error.code === 'no_address_left' || error.code === 'no_account_left';
  return error instanceof StoreUnavailable || error instanceof StoreBusy;
}

/** A clock that is ahead surprises whoever reads the store, so the log says so. */
function tellOffset({ clock }: Core, logger: Logger): void {
  const aheadMilliseconds = clock.offsetMilliseconds();
  if (aheadMilliseconds > 0)
    logger.info({ aheadMilliseconds }, 'the sandbox’s clock is ahead of the real one');
}

/** Opens each rail that can be configured. */
const RAILS: Readonly<Record<RailName, (keeper: Keeper) => Promise<Rail>>> = {
  sandbox: async (keeper) => sandboxRail({ seed: await railSeed(keeper) }),
  manual: async (keeper) => manualRail(railPool(keeper)),
};

function callbackOptions(logger: Logger): Pick<CallbacksOptions, 'timer' | 'onPaused' | 'onError'> {
  return {
    timer,
    onPaused: ({ merchantId, dialect }, reason) =>
      logger.warn({ merchantId, dialect, reason }, 'callbacks to an endpoint are paused'),
    onError: (error) => logger.warn({ err: error }, 'callbacks could not be sent'),
  };
}

function timer(task: () => void, milliseconds: number): () => void {
  const pending = setTimeout(task, milliseconds);
  return () => clearTimeout(pending);
}

function runnerOptions(logger: Logger): RunnerOptions {
  return {
    handlers: WORK_HANDLERS,
    timer,
    onFailure: ({ work, attempts, error }) => logger.warn({ err: error, work, attempts }, 'due work failed'),
    onError: (error) => logger.warn({ err: error }, 'due work could not be looked for'),
  };
}

/** Also with PostgreSQL: `operator.json`, `sandbox.json` and perhaps the master key lie there. */
function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreUnavailable(`the data folder ${folder} cannot be made: ${(error as Error).message}`);
  }
}

/** Forgets what has expired, now and again. Resolves nothing and fails nothing: what is left, the next time finds. */
function sweepRegularly(core: Core, logger: Logger): () => void {
  const sweep = async () => {
    try {
      const now = core.wire.now();
      await core.perform((transaction) => sweepExpired(transaction, now, SWEEP_ROWS_MAXIMUM));
    } catch (error) {
      logger.warn({ err: error }, 'sweeping failed');
    }
  };
  const timer = setInterval(sweep, SWEEP_EVERY_MILLISECONDS);
  return () => clearInterval(timer);
}
