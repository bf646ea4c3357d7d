import { UsageError } from '../ending.ts';

/** Standard input, which can be read for one thing only. */
export class StandardInput {
  readonly #chunks: AsyncIterable<Uint8Array | string>;
  #takenBy: string | undefined;

  constructor(chunks: AsyncIterable<Uint8Array | string>) {
    this.#chunks = chunks;
  }

  /** Everything there is. `flag` is who asks, for the message to a second one. */
  async read(flag: string): Promise<Buffer> {
    if (this.#takenBy !== undefined) {
      throw new UsageError(
        `${flag}: standard input already holds ${this.#takenBy}; give one of them as a file`,
      );
    }
    this.#takenBy = flag;
    const chunks: Buffer[] = [];
    for await (const chunk of this.#chunks) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }
}
