/**
 * Tells merchants what happened: keeps what each is told, sends it until it is acknowledged, and says what became of it.
 *
 * @module
 */
export { type CallbacksOptions, startCallbacks } from './start.ts';
