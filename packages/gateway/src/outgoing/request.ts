/** How long to wait. Connecting has its own limit, for all requests. */
export interface OutgoingTimeouts {
  /** From the connection to the end of the answer's headers. */
  readonly headersMilliseconds: number;
  /** From first to last, waiting for a connection included. */
  readonly totalMilliseconds: number;
}

export interface OutgoingRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Sent as it is, with its length; empty for none. */
  readonly body: Uint8Array;
  readonly timeouts: OutgoingTimeouts;
  /** How much of the answer's body to read; there is a default. */
  readonly answerBytesMaximum?: number;
  readonly signal?: AbortSignal;
}
