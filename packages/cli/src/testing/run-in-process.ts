/** The command line without a process: what it is given, and what comes out. For tests. */
import { Readable, Writable } from 'node:stream';
import type { Environment } from '../environment.ts';
import { run } from '../program.ts';

/** Inside the throw-away certificates' time. */
export const NOW = Date.parse('2026-12-01T12:00:00Z');

export interface Given {
  readonly input?: string | Uint8Array;
  readonly variables?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  /** Whether standard error is one. */
  readonly isErrorTerminal?: boolean;
  /** Default: always `NOW`. */
  readonly now?: () => number;
}

export interface Outcome {
  readonly code: number;
  readonly bytes: Buffer;
  readonly output: string;
  readonly errors: string;
}

export async function runInProcess(commandArguments: readonly string[], given: Given = {}): Promise<Outcome> {
  const output = new Collector(given.isTerminal ?? false);
  const errors = new Collector(given.isErrorTerminal ?? false);
  const environment: Environment = {
    variables: given.variables ?? {},
    standardInput: Readable.from([Buffer.from(given.input ?? '')]),
    standardOutput: output,
    standardError: errors,
    now: given.now ?? (() => NOW),
    randomUuid: () => '019aa64c-0000-7000-8000-00000000abcd',
    fetch: globalThis.fetch,
    onSignal: () => () => {},
    exit: (code) => {
      throw new Error(`exit ${code}`);
    },
  };
  const code = await run(commandArguments, environment);
  return {
    code,
    bytes: output.bytes,
    output: output.bytes.toString('utf8'),
    errors: errors.bytes.toString('utf8'),
  };
}

class Collector extends Writable {
  readonly isTTY: boolean;
  #chunks: Buffer[] = [];

  constructor(isTerminal: boolean) {
    super();
    this.isTTY = isTerminal;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }
}
