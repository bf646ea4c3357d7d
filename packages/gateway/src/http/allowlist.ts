import { isIP, isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A block of addresses: `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`. */
export interface AddressRange {
  /** As it was written. */
  readonly text: string;
  contains(address: string): boolean;
}

/** An entry of an allowlist or of the trusted proxies that is no address. Its message can be shown to whoever wrote the list. */
export class AddressEntryError extends Error {
  readonly entry: string;

  constructor(entry: string, problem: string) {
    super(`'${entry}' ${problem}`);
    this.name = 'AddressEntryError';
    this.entry = entry;
  }
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

const PREFIX_LENGTH = /^(?:0|[1-9]\d{0,2})$/u;
/** `::ffff:192.0.2.0/120` is `192.0.2.0/24`: mapped addresses stand for IPv4 ones (RFC 4291 §2.5.5.2). */
const MAPPED_PREFIX_BITS = 96;

/**
 * Parses a list of addresses as merchants type them: IPv4 and IPv6, single or as CIDR blocks, separated by commas; UPay's back
 * office takes `127.0.0.1, 127.0.0.2`. CIDR is ours: no provider documents it.
 *
 * Throws an `AddressEntryError` that names the first entry at fault.
 */
export function parseAllowlist(text: string): readonly AddressRange[] {
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '').map(parseAddressRange);
}

/** Parses one address or CIDR block. Throws an `AddressEntryError`. */
export function parseAddressRange(text: string): AddressRange {
  const [address = '', prefixText, ...rest] = text.split('/');
  // isIP is stricter than the parser behind it, which reads 127.1 and 010.0.0.1 as C's inet_aton does.
  if (isIP(address) === 0 || address.includes('%')) {
    throw new AddressEntryError(text, 'is not an IPv4 or IPv6 address, nor a block like 192.0.2.0/24');
  }
  const parsed = ipaddr.parse(address);
  const bitsMaximum = parsed.toByteArray().length * 8;
  const bits = prefixText === undefined ? bitsMaximum : Number(prefixText);
  if (
    rest.length > 0 ||
    (prefixText !== undefined && !PREFIX_LENGTH.test(prefixText)) ||
    bits > bitsMaximum
  ) {
    throw new AddressEntryError(text, `needs a prefix length from 0 to ${bitsMaximum} after its slash`);
  }
  return rangeOf(text, parsed, bits);
}

function rangeOf(text: string, address: Address, bits: number): AddressRange {
  if (isMapped(address) && bits >= MAPPED_PREFIX_BITS) {
    return rangeOf(text, address.toIPv4Address(), bits - MAPPED_PREFIX_BITS);
  }
  const kind = address.kind();
  return {
    text,
    contains: (candidate) => {
      const other = parseAddress(candidate);
      return other?.kind() === kind && other.match(address, bits);
    },
  };
}

/** Whether an allowlist lets an address in; an empty list lets every address in, as with UPay and BlackHat. */
export function isAllowed(allowlist: readonly string[], address: string): boolean {
  return allowlist.length === 0 || allowlist.some((entry) => parseAddressRange(entry).contains(address));
}

/**
 * One spelling for each address: IPv6 compressed, IPv4 without its IPv6 mapping, no zone. Undefined where the text is no address.
 */
export function canonicalAddress(text: string): string | undefined {
  // Dotted IPv4 has one spelling. Every request asks, and this is forty times faster than to parse and write it.
  return isIPv4(text) ? text : parseAddress(text)?.toString();
}

function parseAddress(text: string): Address | undefined {
  const address = isIPv6(text) ? (text.split('%', 1)[0] ?? text) : text;
  return isIP(address) === 0 ? undefined : ipaddr.process(address);
}

function isMapped(address: Address): address is ipaddr.IPv6 {
  return address.kind() === 'ipv6' && (address as ipaddr.IPv6).isIPv4MappedAddress();
}
