/**
 * EasyLink's API in front of the core.
 *
 * @module
 */

export { createEasylinkCallbacks } from './callbacks.ts';
export { newEasylinkCredentials } from './credentials.ts';
export { seedEasylinkSandbox } from './sandbox.ts';
export { createEasylinkSurface } from './surface.ts';
