/** Callbacks as merchants get them. */
import assert from 'node:assert/strict';
import { type Credentials, type Dialect, type Message, type Verified, verify } from '@countersign/signing';
import type { Callback, CallbackDialect, HappenedEvent } from '../../packages/gateway/src/callbacks/port.ts';
import type { Core } from '../../packages/gateway/src/core/index.ts';
import { eventsOf } from './events.ts';

/** Where a test's merchants want their callbacks. */
export const CALLBACK_URL = 'https://merchant.example/callbacks?shop=7';

export interface ToldEvent {
  readonly event: HappenedEvent;
  readonly callback: Callback;
}

/** What a merchant is told, in the order in which it happened, rendered only now: when all of it has happened. */
export async function toldTo(
  dialect: CallbackDialect,
  core: Core,
  merchantId: string,
): Promise<readonly ToldEvent[]> {
  const told: ToldEvent[] = [];
  for (const event of await eventsOf(core.reader, merchantId)) {
    const callback = await dialect.render(event);
    if (callback !== undefined) told.push({ event, callback });
  }
  return told;
}

/** The first attempt to deliver a callback. */
export function firstAttempt(
  dialect: CallbackDialect,
  callback: Callback,
  { merchantId, at }: { readonly merchantId: string; readonly at: number },
): Promise<Message> {
  const url = callback.url ?? CALLBACK_URL;
  return dialect.sign({ merchantId, callback, url, at, firstAt: at, number: 1 });
}

/** What the merchant's side makes of a callback. @throws if it does not verify */
export async function verified(
  { callback: direction }: Dialect,
  message: Message,
  { credentials, receivedAt }: { readonly credentials: Credentials; readonly receivedAt: number },
): Promise<Verified> {
  const verdict = await verify(direction, message, { credentials, receivedAt });
  assert.ok(verdict.ok, verdict.ok ? '' : `${verdict.code}: ${verdict.hint}`);
  return verdict;
}

/** A request as on the wire; `body` where it is another than the one sent, decrypted. */
export function sentText({ method, url, headers, body: sent }: Message, body: Uint8Array = sent): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${url}`, ...lines, '', Buffer.from(body).toString('utf8'), ''].join('\n');
}
