import type { CallbackKey } from '../store/queries/callbacks.ts';
import type { CallbackContext } from './context.ts';
import type { Callback } from './port.ts';

/** Where an attempt was sent, and how the answer began. */
export interface Sent {
  readonly url: string;
  readonly answer: Uint8Array;
}

/** Callbacks tell who paid and who was paid: they are kept sealed. */
export function sealContent(context: CallbackContext, key: CallbackKey, callback: Callback): Uint8Array {
  return context.sealer.seal(Buffer.from(JSON.stringify(callback), 'utf8'), ofContent(key));
}

export function openContent(context: CallbackContext, key: CallbackKey, sealed: Uint8Array): Callback {
  return JSON.parse(Buffer.from(context.sealer.open(sealed, ofContent(key))).toString('utf8'));
}

function ofContent({ merchantId, id }: CallbackKey) {
  return { merchantId, recordId: id, purpose: 'callback' };
}

/** So may answers. */
export function sealSent(context: CallbackContext, key: CallbackKey, { url, answer }: Sent): Uint8Array {
  const text = JSON.stringify({ url, answer: Buffer.from(answer).toString('base64') });
  return context.sealer.seal(Buffer.from(text, 'utf8'), ofAttempt(key));
}

export function openSent(context: CallbackContext, key: CallbackKey, sealed: Uint8Array): Sent {
  const text = Buffer.from(context.sealer.open(sealed, ofAttempt(key))).toString('utf8');
  const { url, answer } = JSON.parse(text) as { readonly url: string; readonly answer: string };
  return { url, answer: Buffer.from(answer, 'base64') };
}

function ofAttempt({ merchantId, id }: CallbackKey) {
  return { merchantId, recordId: id, purpose: 'callback attempt' };
}
