import type { Message } from '@countersign/signing';
import type { OpenAnswer } from './answer.ts';
import { anexpayToken } from './tokens/anexpay.ts';
import { easylinkToken } from './tokens/easylink.ts';
import type { TokenProtocol } from './tokens/protocol.ts';
import { openUpayAnswer } from './upay-answer.ts';

/** What calling a provider takes beyond its signature. */
export interface Profile {
  /** Of a body, where the caller names no other. */
  readonly contentType: string;
  readonly token?: TokenProtocol;
  readonly openAnswer?: OpenAnswer;
  /** What stands before a bare method name: `getInvoice` is `/api/getInvoice`. */
  readonly methodPrefix?: string;
}

const JSON_BODY = { contentType: 'application/json' };

const PROFILES: Readonly<Record<string, Profile>> = {
  anexpay: { ...JSON_BODY, token: anexpayToken },
  easylink: { ...JSON_BODY, token: easylinkToken },
  blackhat: { contentType: 'application/x-www-form-urlencoded', methodPrefix: '/api/' },
  upay: { ...JSON_BODY, openAnswer: openUpayAnswer },
};

/** A dialect of the caller's own gets JSON bodies and nothing else. */
export function profileOf(dialectName: string): Profile {
  return PROFILES[dialectName] ?? JSON_BODY;
}

/**
 * A signed message with the content type of the dialect's bodies, unless it has one or has no body. After signing, because
 * signing may make the body: BlackHat's holds at least the key, the time and the signature.
 */
export function withContentType(signed: Message, dialectName: string): Message {
  const { headers, body } = signed;
  if (body.length === 0 || headers.some(([name]) => name.toLowerCase() === 'content-type')) return signed;
  return { ...signed, headers: [...headers, ['Content-Type', profileOf(dialectName).contentType]] };
}
