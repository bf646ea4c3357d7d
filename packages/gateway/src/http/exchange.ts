import type { Header } from '@countersign/signing';
import type { Problem } from './problem.ts';

/** How verifying a request ended, for log and metrics: the truth, which its sender is not always told. */
export interface Observation {
  /** `verified`, a code of the signing library, or `address_refused`. */
  readonly verdict: string;
  /** The key that was named, masked. */
  readonly key?: string;
  readonly merchantId?: string;
}

/** A request with nothing decoded, folded or left out. */
export interface GatewayRequest {
  readonly method: string;
  /** The request target as it stood in the request line. */
  readonly url: string;
  /** The target's path, still percent-encoded. */
  readonly path: string;
  /** What follows `?`, still encoded; undefined when there is no `?`. */
  readonly query: string | undefined;
  /** In order and in the sender's letter case, duplicates kept. */
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  /** The sender's address, told by the trusted proxies if there are any. */
  readonly clientAddress: string;
  /** When the whole request had arrived, in Unix milliseconds. */
  readonly receivedAt: number;
  /** Unique in all processes; also sent back as `X-Request-Id`. */
  readonly id: string;
  /** Percent-decoded once. */
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly observe: (observation: Observation) => void;
}

export interface GatewayResponse {
  readonly status: number;
  readonly headers?: readonly Header[];
  readonly body: string | Uint8Array;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Route {
  readonly method: Method;
  /** `/v2/invoices/:id`: a parameter fills a whole segment. */
  readonly path: string;
  handle(request: GatewayRequest): Promise<GatewayResponse>;
}

/** One API on the gateway's origin: a provider's, the operator's, or the gateway's own. */
export interface Surface {
  /** The provider's dialect, or the name of the API: the label in log and metrics. */
  readonly dialect: string;
  readonly routes: readonly Route[];
  /** Whether what is wrong with a request to this path, still percent-encoded, is for this surface to answer. */
  owns(path: string): boolean;
  /** Answers a path that has no route (`not_found`) or not with this method (`method_not_allowed`). */
  notFound(request: GatewayRequest, problem: Problem): GatewayResponse;
  /** Answers any other problem, in the envelope of the surface's own errors. */
  failed(request: GatewayRequest, problem: Problem): GatewayResponse | Promise<GatewayResponse>;
}
