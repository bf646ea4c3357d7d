/**
 * BasicEx Payment's API, version 2, in front of the core.
 *
 * @module
 */

export { createBasicexCallbacks } from './callbacks.ts';
export { issueBasicexCredentials } from './credentials.ts';
export { seedBasicexSandbox } from './sandbox.ts';
export { createBasicexSurface } from './surface.ts';
