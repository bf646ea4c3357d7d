import type { Header } from '@countersign/signing';

export interface CallbackRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  readonly timeouts: { readonly headersMilliseconds: number; readonly totalMilliseconds: number };
  readonly answerBytesMaximum: number;
  /** Gives the request up, as `aborted`. */
  readonly signal: AbortSignal;
}

export type SendResult =
  | {
      readonly ok: true;
      readonly status: number;
      /** Names in small letters. */
      readonly headers: readonly Header[];
      /** No more than was asked for. */
      readonly body: Uint8Array;
    }
  | {
      readonly ok: false;
      /** `timeout`, `address_refused`, `aborted` … */
      readonly code: string;
      readonly message: string;
    };

/** Sends a request and resolves with what came of it; never rejects. */
export type Send = (request: CallbackRequest) => Promise<SendResult>;
