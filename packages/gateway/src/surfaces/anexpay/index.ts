/**
 * ANexPay XCheckout's API in front of the core.
 *
 * @module
 */

export { newAnexpayCredentials } from './credentials.ts';
export { createAnexpaySurface } from './surface.ts';
