/**
 * Where nothing is sent unless the operator allows it, and why. First match wins. What IANA's registries of special-purpose
 * addresses call not globally reachable, and what is deprecated: iana.org/assignments/iana-ipv4-special-registry and -ipv6-.
 */

export interface SpecialRange {
  /** As a CIDR block. */
  readonly network: string;
  /** Completes "203.0.113.7 is …". */
  readonly what: string;
}

export const REFUSED_RANGES: readonly SpecialRange[] = [
  { network: '0.0.0.0/8', what: 'this host or network (RFC 791)' },
  { network: '10.0.0.0/8', what: 'a private address (RFC 1918)' },
  { network: '100.64.0.0/10', what: 'a carrier’s shared address (RFC 6598)' },
  { network: '127.0.0.0/8', what: 'a loopback address (RFC 1122)' },
  { network: '169.254.0.0/16', what: 'a link-local address (RFC 3927)' },
  { network: '172.16.0.0/12', what: 'a private address (RFC 1918)' },
  { network: '192.0.0.0/24', what: 'reserved for protocols (RFC 6890)' },
  { network: '192.0.2.0/24', what: 'an address for documentation (RFC 5737)' },
  { network: '192.88.99.0/24', what: 'a 6to4 relay (RFC 7526)' },
  { network: '192.168.0.0/16', what: 'a private address (RFC 1918)' },
  { network: '198.18.0.0/15', what: 'an address for benchmarks (RFC 2544)' },
  { network: '198.51.100.0/24', what: 'an address for documentation (RFC 5737)' },
  { network: '203.0.113.0/24', what: 'an address for documentation (RFC 5737)' },
  { network: '224.0.0.0/4', what: 'a multicast address (RFC 1112)' },
  { network: '255.255.255.255/32', what: 'the broadcast address (RFC 919)' },
  { network: '240.0.0.0/4', what: 'a reserved address (RFC 1112)' },

  { network: '::/128', what: 'the unspecified address (RFC 4291)' },
  { network: '::1/128', what: 'the loopback address (RFC 4291)' },
  { network: '::/96', what: 'an IPv4-compatible address (RFC 4291)' },
  { network: '::ffff:0:0:0/96', what: 'an IPv4-translated address (RFC 7915)' },
  // Where in it an IPv4 address stands depends on the network that uses it (RFC 8215), so it cannot be judged by one.
  { network: '64:ff9b:1::/48', what: 'a local NAT64 address (RFC 8215)' },
  { network: '100::/64', what: 'a discarded address (RFC 6666)' },
  { network: '2001::/32', what: 'a Teredo address (RFC 4380)' },
  { network: '2001:2::/48', what: 'an address for benchmarks (RFC 5180)' },
  { network: '2001::/23', what: 'reserved for protocols (RFC 2928)' },
  { network: '2001:db8::/32', what: 'an address for documentation (RFC 3849)' },
  { network: '2002::/16', what: 'a 6to4 address (RFC 7526)' },
  { network: '3fff::/20', what: 'an address for documentation (RFC 9637)' },
  { network: 'fc00::/7', what: 'a unique local address (RFC 4193)' },
  { network: 'fe80::/10', what: 'a link-local address (RFC 4291)' },
  { network: 'fec0::/10', what: 'a site-local address (RFC 3879)' },
  { network: 'ff00::/8', what: 'a multicast address (RFC 4291)' },
];

/** All of IPv6 that IANA has given out as global unicast; what is outside, and in no row above, nobody can be reached at. */
export const GLOBAL_IPV6 = '2000::/3';

/** They stand for the IPv4 address in their last four bytes, and are judged by it. */
export const EMBEDDING_RANGES: readonly SpecialRange[] = [
  { network: '::ffff:0:0/96', what: 'IPv4-mapped (RFC 4291 §2.5.5.2)' },
  { network: '64:ff9b::/96', what: 'NAT64 (RFC 6052)' },
];

/**
 * Where clouds hand a machine its credentials. Not even an allowed network includes them: only an entry of that one address does.
 * One of them is in a public range, so no table of special ranges would refuse it.
 */
export const METADATA_ADDRESSES: readonly string[] = [
  '169.254.169.254', // AWS, Google, Azure, Oracle, DigitalOcean
  '169.254.170.2', // Amazon ECS
  '169.254.170.23', // Amazon EKS
  '169.254.0.23', // Tencent
  '169.254.42.42', // Scaleway
  '100.100.100.200', // Alibaba
  '168.63.129.16', // Azure’s WireServer
  '192.0.0.192', // Oracle, classic
  'fd00:ec2::254', // AWS
  'fd00:ec2::23', // Amazon EKS
  'fd20:ce::254', // Google
  'fd00:42::42', // Scaleway
];

/** Names of the same; refused before they are resolved. */
export const METADATA_NAMES: readonly string[] = [
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
  'metadata.azure.internal',
  'metadata.tencentyun.com',
];
