/**
 * BlackHat Merchant's API in front of the core.
 *
 * @module
 */

export { createFirstStore, newBlackhatCredentials, newStoreNumber } from './credentials.ts';
export type { CallDependencies as BlackhatDependencies } from './signed.ts';
export { createBlackhatSurface } from './surface.ts';
