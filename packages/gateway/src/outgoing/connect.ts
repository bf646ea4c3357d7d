import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { buildConnector } from 'undici';
import type { Guard } from './guard.ts';
import type { Resolve } from './resolve.ts';
import { failed, OutgoingError, timedOut } from './result.ts';

export interface ConnectorOptions {
  readonly guard: Guard;
  readonly resolve: Resolve;
  readonly connectMilliseconds: number;
  /** PEM; the machine's, if none. */
  readonly certificateAuthorities: readonly string[] | undefined;
}

export interface Connector {
  readonly connect: buildConnector.connector;
  /** Gives up whatever is not connected yet. */
  close(): void;
}

/** Ours: how long one of several addresses may take before the next is tried too (RFC 8305 §5 recommends 250 ms, Jakarta is as far away). */
const NEXT_ADDRESS_MILLISECONDS = 1_000;

/**
 * Connects to what the guard has judged, and to nothing else: a name is resolved once, every address that it has is judged, and
 * the socket is handed those same addresses. Nobody asks the name server again, so it cannot answer otherwise the second time.
 * Errors are `OutgoingError`s.
 */
export function createConnector(options: ConnectorOptions): Connector {
  const attempts = new Set<AbortController>();

  const attempt = async (target: buildConnector.Options): Promise<Socket> => {
    const { connectMilliseconds } = options;
    const controller = new AbortController();
    const { signal } = controller;
    const expire = () => controller.abort(new OutgoingError(timedOut('connect', connectMilliseconds)));
    const timer = setTimeout(expire, connectMilliseconds);
    attempts.add(controller);
    try {
      return await Promise.race([open(target, options, signal), whenAborted(signal)]);
    } finally {
      clearTimeout(timer);
      attempts.delete(controller);
    }
  };

  return {
    connect: (target, callback) => {
      attempt(target).then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      );
    },
    close: () => {
      const stopping = new OutgoingError(failed('aborted', 'the gateway is stopping'));
      for (const controller of attempts) controller.abort(stopping);
    },
  };
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function open(
  target: buildConnector.Options,
  options: ConnectorOptions,
  signal: AbortSignal,
): Promise<Socket> {
  const addresses = await judgedAddresses(target.hostname, options);
  signal.throwIfAborted();
  return opened(target, { addresses, signal, authorities: options.certificateAuthorities });
}

/** One that is refused refuses all: a name that also stands for an inner address was made to get there. */
async function judgedAddresses(
  host: string,
  { guard, resolve }: ConnectorOptions,
): Promise<readonly string[]> {
  const isLiteral = isIP(host) !== 0;
  const addresses = isLiteral ? [host] : await resolved(host, resolve);
  for (const address of addresses) {
    const refusal = guard.refusalOf(address);
    if (refusal === undefined) continue;
    const message = isLiteral ? refusal : `${host} stands for an address that is refused: ${refusal}`;
    throw new OutgoingError(failed('address_refused', message));
  }
  return addresses;
}

async function resolved(name: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    const addresses = await resolve(name);
    if (addresses.length > 0) return addresses;
  } catch (cause) {
    const { code = 'no answer' } = cause as NodeJS.ErrnoException;
    throw new OutgoingError(failed('name_not_resolved', `${name} could not be resolved: ${code}`), { cause });
  }
  throw new OutgoingError(failed('name_not_resolved', `${name} has no address`));
}

interface Way {
  readonly addresses: readonly string[];
  readonly signal: AbortSignal;
  readonly authorities: readonly string[] | undefined;
}

function opened({ hostname, protocol, port }: buildConnector.Options, way: Way): Promise<Socket> {
  const isTls = protocol === 'https:';
  const socketOptions = {
    host: hostname,
    port: Number(port) || (isTls ? 443 : 80),
    lookup: pinned(way.addresses),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MILLISECONDS,
    noDelay: true,
    signal: way.signal,
  };
  const tlsOptions = {
    // The name, whatever address it has. A server name must not be an address (RFC 6066 §3).
    servername: isIP(hostname) === 0 ? hostname : '',
    ALPNProtocols: ['http/1.1'],
    ...(way.authorities && { ca: [...way.authorities] }),
  };
  return new Promise((resolve, reject) => {
    const socket = isTls ? connectTls({ ...socketOptions, ...tlsOptions }) : connectPlain(socketOptions);
    let code: 'connect_failed' | 'tls_failed' = 'connect_failed';
    const fail = (cause: NodeJS.ErrnoException) => {
      const message = `${FAILURES[code]}: ${cause.code ?? cause.message}`;
      reject(new OutgoingError(failed(code, message), { cause }));
    };
    // Stays: a socket that is given up just as it is handed over must not bring the process down.
    socket.on('error', fail);
    socket.once('connect', () => {
      code = 'tls_failed';
    });
    socket.once(isTls ? 'secureConnect' : 'connect', () => resolve(socket));
  });
}

const FAILURES = {
  connect_failed: 'there is no connection',
  tls_failed: 'there is no secure connection',
} as const;

/** Answers what was judged, whoever asks. */
function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_name, _options, callback) => process.nextTick(callback, null, all);
}
