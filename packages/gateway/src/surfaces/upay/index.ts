/**
 * UPay white-label's API in front of the core.
 *
 * @module
 */

export { createUpayCallbacks } from './callbacks.ts';
export { newUpayCredentials } from './credentials.ts';
export { seedUpaySandbox } from './sandbox.ts';
export { createUpaySurface } from './surface.ts';
