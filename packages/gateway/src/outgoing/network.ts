import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A block of addresses. */
export interface Network {
  readonly isSingleAddress: boolean;
  contains(address: Address): boolean;
}

/**
 * Parses `192.0.2.0/24`, `2001:db8::/32` or a single address.
 *
 * @throws Error where the text is neither
 */
export function parseNetwork(text: string): Network {
  const isBlock = text.includes('/');
  const [base, prefixBits] = ipaddr.parseCIDR(isBlock ? text : `${text}/${isIP(text) === 6 ? 128 : 32}`);
  return {
    isSingleAddress: prefixBits === base.toByteArray().length * 8,
    contains: (address) => address.kind() === base.kind() && address.match(base, prefixBits),
  };
}

/** Undefined where the text is no address, or one with a zone, which means something else on every machine. */
export function parseAddress(text: string): Address | undefined {
  return isIP(text) === 0 || text.includes('%') ? undefined : ipaddr.parse(text);
}

/** The address in the last four of an IPv6 address's bytes. */
export function lastFourBytes(address: ipaddr.IPv6): ipaddr.IPv4 {
  return new ipaddr.IPv4(address.toByteArray().slice(-4));
}

export function isIPv6Address(address: Address): address is ipaddr.IPv6 {
  return address.kind() === 'ipv6';
}
