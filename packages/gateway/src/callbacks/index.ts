/**
 * Tells merchants what happened: keeps what each is told, sends it until it is acknowledged, and says what became of it.
 *
 * @module
 */
export { CallbackAddressError } from './addresses.ts';
export {
  type CallbackAttempts,
  type CallbackFilter,
  type CallbackKey,
  type CallbackSummary,
  listCallbacks,
  type MadeAttempt,
  replayCallback,
  showCallback,
} from './callbacks.ts';
export type { CallbackContext } from './context.ts';
export {
  type AccountAddress,
  type CallbackEndpoint,
  type EndpointFilter,
  type EndpointKey,
  listEndpoints,
  pauseEndpoint,
  resumeEndpoint,
  setEndpoint,
  setEndpointSchedule,
  unsetEndpoint,
} from './endpoints.ts';
export { CallbackScheduleError, type ScheduleOverride } from './schedule.ts';
export type { CallbackRequest, Send, SendResult } from './sender.ts';
export { type Callbacks, type CallbacksOptions, startCallbacks } from './start.ts';
