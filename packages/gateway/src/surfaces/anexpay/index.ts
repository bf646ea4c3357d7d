/**
 * ANexPay XCheckout's API in front of the core.
 *
 * @module
 */

export { createAnexpayCallbacks } from './callbacks.ts';
export { newAnexpayCredentials } from './credentials.ts';
export { createAnexpaySurface } from './surface.ts';
