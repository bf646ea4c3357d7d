import type { Credentials, Header } from '@countersign/signing';

/** What came back, before anything about it was checked. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

/** What a call returns, whatever its HTTP status. */
export interface Answer extends RawAnswer {
  /** The bytes of the answer, decrypted where the dialect encrypts answers. */
  readonly body: Buffer;
  /** Whether the dialect signs its answers and this one's signature is good. Never true where it signs none. */
  readonly verified: boolean;
  /** Whether something in the answer was encrypted. */
  readonly encrypted: boolean;
}

/** The decrypted body of an answer, or undefined where nothing in it is encrypted. Throws a `Refusal`. */
export type OpenAnswer = (body: Buffer, credentials: Credentials) => Promise<Buffer | undefined>;
