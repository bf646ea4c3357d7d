/**
 * The one way out: every HTTP request that the gateway makes, and the guard that decides where it may go.
 *
 * @module
 */
export { createOutgoing, type Outgoing, type OutgoingOptions } from './outgoing.ts';
export { type OutgoingPolicy, type PortRange, SANDBOX_POLICY, STRICT_POLICY } from './policy.ts';
export type { OutgoingRequest } from './request.ts';
export type { OutgoingFailure, OutgoingResult } from './result.ts';
