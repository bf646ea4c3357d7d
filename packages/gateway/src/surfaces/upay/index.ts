/**
 * UPay white-label's API in front of the core.
 *
 * @module
 */

export { MerchantKeyError, newUpayCredentials } from './credentials.ts';
export { seedUpaySandbox } from './sandbox.ts';
export { createUpaySurface, type UpayDependencies } from './surface.ts';
