/** The signing library's known-answer vectors, for what is built on it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Credentials, DialectName, Message } from '@countersign/signing';

export interface SigningVector {
  readonly message: Message;
  readonly credentials: Credentials;
  /** When it was signed, in Unix milliseconds; 0 where the dialect looks at no clock. */
  readonly at: number;
}

export function signingVector(dialect: DialectName, id: string): SigningVector {
  const file = new URL(`../../packages/signing/vectors/${dialect}.json`, import.meta.url);
  const { vectors, credentials } = JSON.parse(readFileSync(file, 'utf8'));
  const vector = vectors.find((each: { readonly id: string }) => each.id === id);
  assert.ok(vector, `${dialect} has no vector ${id}`);
  const { message, at = 0 } = vector;
  const headers = Object.entries<string>(message.headers);
  return {
    message: { ...message, headers, body: Buffer.from(message.body) },
    credentials: credentials[vector.credentials],
    at,
  };
}
