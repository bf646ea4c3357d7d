import type { Message } from '../message.ts';
import type { Rejected } from '../verdict.ts';

/**
 * How much of a body is read. Ours: callbacks have less than 10 KB; whoever sends more is refused before it is kept, with
 * `body_too_large` and status 413.
 */
export const BODY_BYTES_MAXIMUM = 1024 * 1024;

export interface ReadOptions<Incoming> {
  /**
   * The address that the provider sends to, exactly as it was given it, or a function that makes it from the request's target
   * (`/notify?order=7`). BasicEx signs it, so there it must be given; behind a proxy a request does not know it. Default: the target.
   */
  readonly url?: string | ((target: string, request: Incoming) => string);
  /** Default: `BODY_BYTES_MAXIMUM`. */
  readonly bodyBytesMaximum?: number;
}

/** A request as a `Message`, its body as the bytes that came; or why it cannot be one. */
export type ReadResult = { readonly ok: true; readonly message: Message } | Rejected;

/** What a body was found to be: its bytes, or what kept them from being read. */
export type ReadBody = Uint8Array | 'body_too_large' | 'body_malformed';

export function urlOf<Incoming>({ url }: ReadOptions<Incoming>, target: string, request: Incoming): string {
  return typeof url === 'function' ? url(target, request) : (url ?? target);
}

/** Whether a request announces a body that is not worth beginning with. */
export function announcesTooMuch(contentLength: string | undefined | null, bytesMaximum: number): boolean {
  return Number(contentLength ?? 0) > bytesMaximum;
}
