import { isIP } from 'node:net';
import {
  type Address,
  isIPv6Address,
  lastFourBytes,
  type Network,
  parseAddress,
  parseNetwork,
} from './network.ts';
import type { OutgoingPolicy } from './policy.ts';
import { EMBEDDING_RANGES, GLOBAL_IPV6, METADATA_ADDRESSES, REFUSED_RANGES } from './ranges.ts';
import { brokenUrlRule } from './url-rules.ts';

export type UrlVerdict =
  | { readonly ok: true; readonly url: URL }
  /** `reason` is a sentence for whoever wrote the url. It repeats no more of it than its host. */
  | { readonly ok: false; readonly reason: string };

/** Decides where requests may go. It resolves no names: what a name stands for is judged when it is connected to. */
export interface Guard {
  judgeUrl(text: string): UrlVerdict;
  /** Why nothing may be sent to an address, as a sentence; undefined where it may. */
  refusalOf(address: string): string | undefined;
}

interface NamedNetwork {
  readonly network: Network;
  readonly what: string;
}

const named = ({ network, what }: { readonly network: string; readonly what: string }): NamedNetwork => ({
  network: parseNetwork(network),
  what,
});
const refused = REFUSED_RANGES.map(named);
const embedding = EMBEDDING_RANGES.map(named);
const metadata = METADATA_ADDRESSES.map(parseNetwork);
const globalIPv6 = parseNetwork(GLOBAL_IPV6);

/**
 * @throws Error for an allowed network that is none
 */
export function createGuard(policy: OutgoingPolicy): Guard {
  const allowed = policy.allowedNetworks.map(parseNetwork);

  const refusalOf = (text: string): string | undefined => {
    const written = parseAddress(text);
    if (written === undefined) return `${text} is no IP address that requests can be sent to`;
    const standsFor = embeddedAddress(written);
    const address = standsFor?.address ?? written;
    const subject = standsFor === undefined ? text : `${text}, ${standsFor.what} for ${address.toString()},`;
    const allowing = allowed.filter((network) => network.contains(written) || network.contains(address));
    if (metadata.some((network) => network.contains(address))) {
      const isNamed = allowing.some((network) => network.isSingleAddress);
      return isNamed ? undefined : `${subject} is a cloud’s metadata service`;
    }
    if (allowing.length > 0) return undefined;
    const what = specialUseOf(address);
    return what && `${subject} is ${what}`;
  };

  const judgeUrl = (text: string): UrlVerdict => {
    const url = URL.parse(text);
    const broken = brokenUrlRule(text, url, policy);
    if (url === null || broken !== undefined) return { ok: false, reason: `the url ${broken}` };
    const host = hostOf(url);
    const reason = isIP(host) === 0 ? undefined : refusalOf(host);
    return reason === undefined ? { ok: true, url } : { ok: false, reason };
  };

  return { judgeUrl, refusalOf };
}

function embeddedAddress(address: Address): { readonly what: string; readonly address: Address } | undefined {
  const found = embedding.find(({ network }) => network.contains(address));
  return found && isIPv6Address(address) ? { what: found.what, address: lastFourBytes(address) } : undefined;
}

function specialUseOf(address: Address): string | undefined {
  const found = refused.find(({ network }) => network.contains(address));
  if (found !== undefined) return found.what;
  const isReachable = !isIPv6Address(address) || globalIPv6.contains(address);
  return isReachable ? undefined : 'no global unicast address (RFC 4291 §2.4)';
}

/** The url's host; an IPv6 address without its brackets. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/gu, '');
}
