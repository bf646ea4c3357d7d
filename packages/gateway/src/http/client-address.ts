import type { Header } from '@countersign/signing';
import { canonicalAddress, parseAddressRange } from './allowlist.ts';

/** The address of a request's sender, told from the socket's address and the headers of proxies we trust. */
export type ClientAddress = (socketAddress: string, headers: readonly Header[]) => string;

/**
 * Makes the rule for a list of trusted proxies (addresses or CIDR blocks). Without any, headers say nothing.
 *
 * `X-Forwarded-For` and `Forwarded` (RFC 7239) grow to the right, and only what a trusted proxy appended is true: so the chain is
 * walked from the right, and the first address that is no trusted proxy is the client. Everything left of it is hearsay.
 * Throws an `AddressEntryError` for a proxy that is no address.
 */
export function clientAddressRule(trustedProxies: readonly string[]): ClientAddress {
  const trusted = trustedProxies.map(parseAddressRange);
  const isTrusted = (address: string) => trusted.some((range) => range.contains(address));
  return (socketAddress, headers) => {
    const peer = canonicalAddress(socketAddress) ?? socketAddress;
    if (trusted.length === 0 || !isTrusted(peer)) return peer;
    const claims = [forwardedFor(headers), forwarded(headers)].filter((chain) => chain.length > 0);
    const [client = peer, ...others] = claims.map((chain) => walk(chain, peer, isTrusted));
    // A proxy keeps one of the two headers and lets the other through as the client sent it. Where they disagree we cannot tell
    // which is which, and believe neither.
    return others.every((other) => other === client) ? client : peer;
  };
}

function walk(chain: readonly string[], peer: string, isTrusted: (address: string) => boolean): string {
  let current = peer;
  for (let hop = chain.length - 1; hop >= 0 && isTrusted(current); hop--) {
    const next = canonicalAddress(withoutPort(chain[hop] ?? ''));
    if (next === undefined) return current;
    current = next;
  }
  return current;
}

function forwardedFor(headers: readonly Header[]): readonly string[] {
  return listed(headers, 'x-forwarded-for').map((entry) => entry.trim());
}

const FOR_PARAMETER = /(?:^|;)\s*for=(?:"([^"]*)"|([^;"]*))/iu;

/** One entry a hop, also where the hop does not name its `for`: an unknown hop ends the walk, it is not skipped. */
function forwarded(headers: readonly Header[]): readonly string[] {
  return listed(headers, 'forwarded').map((element) => {
    const [, quoted, plain] = FOR_PARAMETER.exec(element) ?? [];
    return (quoted ?? plain ?? '').trim();
  });
}

function listed(headers: readonly Header[], lowerCaseName: string): readonly string[] {
  return headers
    .filter(([name]) => name.toLowerCase() === lowerCaseName)
    .flatMap(([, value]) => value.split(','));
}

const BRACKETED = /^\[([^\]]*)\](?::\d{1,5})?$/u;
const IPV4_WITH_PORT = /^([\d.]+):\d{1,5}$/u;

function withoutPort(entry: string): string {
  return BRACKETED.exec(entry)?.[1] ?? IPV4_WITH_PORT.exec(entry)?.[1] ?? entry;
}
