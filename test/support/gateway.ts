/** A gateway of a test's own: the command that a user starts, as a child process, on a free port of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The sandbox merchant's credentials in every dialect, as the first start writes them to `sandbox.json`. */
export interface Sandbox {
  readonly origin: string;
  readonly basicex: Fields<'merchantNo' | 'apiKey' | 'secretKey' | 'certificate' | 'privateKey'>;
  readonly anexpay: Fields<'apiKey' | 'apiSecret' | 'signKey' | 'email' | 'password'>;
  readonly easylink: Fields<'appId' | 'appKey' | 'appSecret' | 'merchantPrivateKey' | 'platformPublicKey'>;
  readonly blackhat: Fields<'apiKey' | 'apiSecret' | 'storeId'>;
  readonly upay: Fields<'apiKey' | 'secretKey' | 'merchantPrivateKey' | 'platformPublicKey'>;
}

type Fields<Names extends string> = Readonly<Record<Names, string>>;

export interface TestGateway {
  /** Where it listens, without a slash at the end. */
  readonly origin: string;
  readonly sandbox: Sandbox;
  readonly dataFolder: string;
  readonly process: ChildProcess;
  /** What it has printed so far, its log included. */
  readonly output: () => string;
  /** SIGTERM, and waits. Rejects, with the gateway's output, unless it drains and exits with 0. */
  stop(): Promise<void>;
  /** SIGKILL, and waits: a crash. */
  kill(): Promise<void>;
}

export interface TestGatewayOptions {
  /** Starts again on what an earlier gateway left, stopped or killed; without it, on a fresh folder. */
  readonly dataFolder?: string;
  /** Keeps the store in this database of a PostgreSQL server instead of in the data folder. */
  readonly postgresUrl?: string;
  /** Instead of the one that it would make in the data folder. */
  readonly masterKey?: string;
  /** The sandbox's, if not told. */
  readonly rail?: 'sandbox' | 'manual';
}

const command = join(import.meta.dirname, '../../packages/cli/src/countersign.ts');

/** One that neither listens nor ends is killed then, so that it fails its test instead of hanging it. */
const startTimeoutMilliseconds = 30_000;

/** Port 0 is anybody's, so that the origin can be told only by a gateway that listens. */
const originInOutput = /http:\/\/127\.0\.0\.1:\d+/;

const children = new Set<ChildProcess>();
const folders = new Set<string>();

/** However a test ends, it leaves no process and no folder behind. */
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * Resolves once the gateway listens. Rejects, with its output, if it ends before: a data folder that another process
 * holds is refused that way.
 */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const dataFolder = options.dataFolder ?? freshFolder();
  const { rail = 'sandbox' } = options;
  const flags = ['--listen', '127.0.0.1:0', '--data', dataFolder, '--rail', rail];
  const child = spawn(process.execPath, [command, 'start', ...flags], {
    env: environment(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const output = new Output(child);
  const ended = (once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>).finally(() =>
    children.delete(child),
  );
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };

  const failed = (what: string) => new Error(`the gateway ${what}:\n${output.text}`);

  const tooLong = setTimeout(() => child.kill('SIGKILL'), startTimeoutMilliseconds);
  const origin = await Promise.race([
    output.find(originInOutput),
    ended.then(([code, signal]) => Promise.reject(failed(`ended with ${code ?? signal} before it listened`))),
  ]).finally(() => clearTimeout(tooLong));
  return {
    origin,
    sandbox: JSON.parse(readFileSync(join(dataFolder, 'sandbox.json'), 'utf8')),
    dataFolder,
    process: child,
    output: () => output.text,
    stop: async () => {
      const [code, signal] = await end('SIGTERM');
      if (code !== 0) throw failed(`ended with ${code ?? signal} on SIGTERM`);
    },
    kill: async () => {
      await end('SIGKILL');
    },
  };
}

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-gateway-'));
  folders.add(folder);
  return folder;
}

/** This process's environment without what would configure a gateway, so that a test sees what it asks for. */
function environment({ postgresUrl, masterKey }: TestGatewayOptions): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('COUNTERSIGN_'));
  return {
    ...Object.fromEntries(inherited),
    ...(postgresUrl && { COUNTERSIGN_POSTGRES_URL: postgresUrl }),
    ...(masterKey && { COUNTERSIGN_MASTER_KEY: masterKey }),
  };
}

/** What a child process prints, watched as it comes. Reading on keeps the child from stalling on a full pipe. */
class Output {
  text = '';
  #look: () => void = () => undefined;

  constructor(child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.text += chunk;
        this.#look();
      });
    }
  }

  /** The first text that matches; never, if none comes. */
  find(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      this.#look = () => {
        const found = pattern.exec(this.text)?.[0];
        if (found !== undefined) resolve(found);
      };
      this.#look();
    });
  }
}
