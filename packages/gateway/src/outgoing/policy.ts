/** Ports of both ends and all between. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
  /** Why requests may go there. */
  readonly reason: string;
}

/** What the operator allows beyond https to public addresses. */
export interface OutgoingPolicy {
  readonly allowHttp: boolean;
  /** CIDR blocks or single addresses: what is refused otherwise is allowed there. */
  readonly allowedNetworks: readonly string[];
  readonly allowedPorts: readonly PortRange[];
}

/** Ours: where http servers are by the registry (iana.org/assignments/service-names-port-numbers) or by custom. Elsewhere listen mail, databases, shells. */
export const HTTP_PORTS: readonly PortRange[] = [
  { from: 443, to: 443, reason: 'https' },
  { from: 8443, to: 8443, reason: 'https of application servers' },
  { from: 80, to: 80, reason: 'http' },
  { from: 8080, to: 8080, reason: 'http-alt' },
];

/** Ours: https to any public address, and nothing else. */
export const STRICT_POLICY: OutgoingPolicy = {
  allowHttp: false,
  allowedNetworks: [],
  allowedPorts: HTTP_PORTS,
};

/** Ours: receivers under test run on the same machine, without a certificate, on whatever port was free. */
export const SANDBOX_POLICY: OutgoingPolicy = {
  allowHttp: true,
  allowedNetworks: ['127.0.0.0/8', '::1'],
  allowedPorts: [...HTTP_PORTS, { from: 1_024, to: 65_535, reason: 'receivers under test' }],
};
