import { Agent } from 'undici';
import { createConnector } from './connect.ts';
import { exchange } from './exchange.ts';
import { createGuard, type UrlVerdict } from './guard.ts';
import type { OutgoingPolicy } from './policy.ts';
import type { OutgoingRequest } from './request.ts';
import { type Resolve, systemResolver } from './resolve.ts';
import { failed, type OutgoingResult } from './result.ts';

/** Bounds of every request. */
export interface OutgoingLimits {
  /** For resolving, connecting and the TLS handshake together. */
  readonly connectMilliseconds: number;
  /** What more requests there are to an origin wait, within their total time. */
  readonly connectionsPerOrigin: number;
  readonly answerHeaderBytesMaximum: number;
  /** How much of an answer's body is read, where the request does not say. */
  readonly answerBytesMaximum: number;
}

export interface OutgoingOptions {
  readonly policy: OutgoingPolicy;
  readonly limits?: Partial<OutgoingLimits>;
  /** How names become addresses; the machine's way, if not told. */
  readonly resolve?: Resolve;
  /** Whom to trust besides nobody, in PEM; the machine's authorities, if not told. */
  readonly certificateAuthorities?: readonly string[];
}

/** Every request that the gateway makes goes through one of these. */
export interface Outgoing {
  /** Judges, connects, sends, and reads the answer. Never rejects. */
  send(request: OutgoingRequest): Promise<OutgoingResult>;
  /** What can be said of a url before it is connected to: to refuse it when it is entered. */
  judgeUrl(text: string): UrlVerdict;
  /** Gives up everything under way, as `aborted`, and lets go of all connections. */
  close(): Promise<void>;
}

/** Ours. Providers wait for three to five seconds in all. */
const LIMITS: OutgoingLimits = {
  connectMilliseconds: 5_000,
  connectionsPerOrigin: 8,
  answerHeaderBytesMaximum: 16_384,
  answerBytesMaximum: 16_384,
};
/** Ours: however long a server offers to keep a connection open; a name that has moved is followed by then. */
const KEEP_ALIVE_MILLISECONDS = 4_000;
const KEEP_ALIVE_MILLISECONDS_MAXIMUM = 30_000;

/** Who says how long a message is, where it goes and how it is framed is this module, not its caller. */
const RESERVED_HEADERS: readonly string[] = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * Makes the one way out. Requests go to public addresses over https, and wherever else the policy says; each name's addresses are
 * judged when they are connected to. Redirects are answers, compressed bodies stay so, no proxy is used.
 *
 * @throws Error if an allowed network is none
 * @example
 * ```ts
 * import { createOutgoing, STRICT_POLICY } from './outgoing/index.ts';
 * const outgoing = createOutgoing({ policy: STRICT_POLICY });
 * const result = await outgoing.send({
 *   method: 'POST',
 *   url: 'https://169.254.169.254/latest/meta-data',
 *   headers: [['content-type', 'application/json']],
 *   body: new TextEncoder().encode('{}'),
 *   timeouts: { headersMilliseconds: 5_000, totalMilliseconds: 10_000 },
 * });
 * console.log(result.ok ? result.status : result.message); // 169.254.169.254 is a cloud’s metadata service
 * await outgoing.close();
 * ```
 */
export function createOutgoing(options: OutgoingOptions): Outgoing {
  const limits = { ...LIMITS, ...options.limits };
  const guard = createGuard(options.policy);
  const connector = createConnector({
    guard,
    resolve: options.resolve ?? systemResolver(),
    connectMilliseconds: limits.connectMilliseconds,
    certificateAuthorities: options.certificateAuthorities,
  });
  const agent = new Agent({
    connect: connector.connect,
    connections: limits.connectionsPerOrigin,
    maxHeaderSize: limits.answerHeaderBytesMaximum,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    keepAliveMaxTimeout: KEEP_ALIVE_MILLISECONDS_MAXIMUM,
    allowH2: false,
    // An exchange has its own.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  return {
    judgeUrl: guard.judgeUrl,
    send: async (request) => {
      const verdict = guard.judgeUrl(request.url);
      if (!verdict.ok) return failed('address_refused', verdict.reason);
      const reserved = request.headers.find(([name]) => RESERVED_HEADERS.includes(name.toLowerCase()));
      if (reserved !== undefined)
        return failed('request_invalid', `the header ${reserved[0]} cannot be chosen`);
      const { answerBytesMaximum = limits.answerBytesMaximum } = request;
      return exchange(agent, { ...request, url: verdict.url, answerBytesMaximum });
    },
    close: async () => {
      connector.close();
      await agent.destroy();
    },
  };
}
