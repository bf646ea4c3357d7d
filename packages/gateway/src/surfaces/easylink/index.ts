/**
 * EasyLink's API in front of the core.
 *
 * @module
 */

export { newEasylinkCredentials } from './credentials.ts';
export type { EasylinkDependencies } from './dependencies.ts';
export { seedEasylinkSandbox } from './sandbox.ts';
export { createEasylinkSurface } from './surface.ts';
