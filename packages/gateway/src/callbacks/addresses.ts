import type { EndpointKind } from '../store/queries/callback-endpoints.ts';

/** The address cannot be called back. The message can be shown to whoever wrote it. */
export class CallbackAddressError extends Error {
  override readonly name = 'CallbackAddressError';
}

/** Ours: as much as browsers and servers commonly take. */
const CHARACTERS_MAXIMUM = 2_048;

/**
 * The server of an address. Addresses that come with payments often differ in each, so it is their servers that are counted, paced
 * and paused: one that is dead takes one place, whatever its paths.
 *
 * @throws CallbackAddressError if it is no http address, or has a password or a fragment in it
 */
export function originOf(address: string): string {
  if (address.length > CHARACTERS_MAXIMUM) {
    throw new CallbackAddressError(`the address is longer than ${CHARACTERS_MAXIMUM} characters`);
  }
  const url = URL.parse(address);
  if (url === null) throw new CallbackAddressError('the address is no url; write https://host/path');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new CallbackAddressError(`the address begins with ${url.protocol}; write https:`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new CallbackAddressError('the address has a user or password in it; leave them out');
  }
  if (url.hash !== '') throw new CallbackAddressError('the address has a fragment (#) in it; leave it out');
  return url.origin;
}

/** Endpoints are named by the purpose that the account has an address for, or by the server of payments' own addresses. */
export function kindOf(name: string): EndpointKind {
  return name.includes('://') ? 'payments' : 'account';
}

/** @throws CallbackAddressError if it would be taken for a server */
export function accountEndpointName(purpose: string): string {
  if (purpose === '' || kindOf(purpose) === 'payments') {
    throw new CallbackAddressError(`'${purpose}' is no purpose of an address; 'default' is one`);
  }
  return purpose;
}
