import type { EndpointRow } from '../store/queries/callback-endpoints.ts';
import { breakLeases } from '../store/queries/callback-leases.ts';
import type { CallbackContext, Timer } from './context.ts';
import { createDispatcher, type DispatchLimits } from './dispatch.ts';
import { fanOut } from './fan-out.ts';
import { startLoop } from './loop.ts';
import type { CallbackDialect } from './port.ts';
import { dialectsByName } from './render.ts';
import { renderAgain } from './render-again.ts';
import type { Send } from './sender.ts';

export interface CallbacksOptions {
  readonly dialects: readonly CallbackDialect[];
  readonly send: Send;
  readonly timer: Timer;
  /** Whether no other process uses the store: then what an earlier one had leased is free at once. */
  readonly isOnlyProcess: boolean;
  readonly limits?: Partial<DispatchLimits>;
  /** Told of an endpoint to which nothing more is sent until it is resumed, and why. */
  readonly onPaused: (endpoint: EndpointRow, reason: string) => void;
  /** Told when the store could not be asked; the next look is after the usual time. */
  readonly onError: (error: unknown) => void;
}

export interface Callbacks {
  /** Looks now, instead of when it next would: for who knows that something happened, or that an endpoint is back. */
  kick(): void;
  /** Begins nothing more. What is under way may end, for a while, and is then given up, to be sent again by the next. */
  stop(): Promise<void>;
}

/** So that what happens in another process is told within a quarter of a second. */
const LOOK_EVERY_MILLISECONDS = 250;
const STOP_MILLISECONDS = 5_000;

const LIMITS: DispatchLimits = { endpoints: 128, perEndpoint: 4 };

/**
 * Tells merchants what happens, until it is stopped: takes events from the outbox, and sends what their dialects make of them. Any
 * number of processes may do so on one store.
 */
export function startCallbacks(context: CallbackContext, options: CallbacksOptions): Callbacks {
  const { send, timer, isOnlyProcess, onError, onPaused } = options;
  const dialects = dialectsByName(options.dialects);
  const stopping = new AbortController();
  const givingUp = new AbortController();
  const dispatcher = createDispatcher(context, {
    dialects,
    sending: { send, signal: givingUp.signal },
    stopping: stopping.signal,
    limits: { ...LIMITS, ...options.limits },
    onPaused,
    onError,
    onRoom: () => sender.kick(),
  });
  let mayBeLeased = isOnlyProcess;
  const lookForEndpoints = async () => {
    if (mayBeLeased) await breakAllLeases(context);
    mayBeLeased = false;
    await dispatcher.look();
    return false;
  };
  const lookForEvents = async () => {
    const mayBeMore = await fanOut(context, dialects);
    await renderAgain(context, dialects);
    sender.kick();
    return mayBeMore && !stopping.signal.aborted;
  };
  const regularly = { timer, everyMilliseconds: LOOK_EVERY_MILLISECONDS, onError };
  const sender = startLoop(lookForEndpoints, regularly);
  const reader = startLoop(lookForEvents, regularly);
  return {
    kick: () => {
      reader.kick();
      sender.kick();
    },
    stop: async () => {
      stopping.abort();
      await Promise.all([reader.stop(), sender.stop()]);
      const callOff = timer(() => givingUp.abort(), STOP_MILLISECONDS);
      await dispatcher.idle();
      callOff();
    },
  };
}

async function breakAllLeases({ perform }: CallbackContext): Promise<void> {
  await perform(async (transaction) => {
    await breakLeases(transaction, 'sound');
    await breakLeases(transaction, 'failing');
  });
}
