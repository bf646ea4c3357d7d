/**
 * BlackHat Merchant's API in front of the core.
 *
 * @module
 */

export { createBlackhatCallbacks } from './callbacks.ts';
export { createFirstStore, firstStoreNumber, newBlackhatCredentials } from './credentials.ts';
export { createBlackhatSurface } from './surface.ts';
