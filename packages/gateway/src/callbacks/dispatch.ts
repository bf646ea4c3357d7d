import type { EndpointRow } from '../store/queries/callback-endpoints.ts';
import {
  claimEndpoint,
  selectDueEndpoints,
  selectFailingDueEndpoints,
} from '../store/queries/callback-leases.ts';
import type { Sending } from './attempt.ts';
import type { CallbackContext } from './context.ts';
import { type Dialects, requireDialect } from './render.ts';
import { TIMEOUT_MILLISECONDS_MAXIMUM } from './schedule.ts';
import { Turn } from './turn.ts';

export interface DispatchLimits {
  /** Endpoints that this process sends to at once; and as many that fail. */
  readonly endpoints: number;
  /** Payments of an endpoint, at once. */
  readonly perEndpoint: number;
}

export interface DispatchOptions {
  readonly dialects: Dialects;
  readonly sending: Sending;
  readonly stopping: AbortSignal;
  readonly limits: DispatchLimits;
  readonly onPaused: (endpoint: EndpointRow, reason: string) => void;
  readonly onError: (error: unknown) => void;
  /** Told when a turn has ended, and there is room for another. */
  readonly onRoom: () => void;
}

export interface Dispatcher {
  /** Begins turns on endpoints that are due, as many as there is room for; resolves once they have begun. */
  look(): Promise<void>;
  /** Resolves once no turn is under way. */
  idle(): Promise<void>;
}

/** A turn's time, and that of an attempt that is begun at its end, twice over. If a process dies, another takes over after it. */
const LEASE_MILLISECONDS = 2 * (5_000 + TIMEOUT_MILLISECONDS_MAXIMUM);

/** Endpoints that fail have places of their own, so that however many they are, they delay no sound one. */
export function createDispatcher(context: CallbackContext, options: DispatchOptions): Dispatcher {
  const { dialects, limits, stopping, onError, onRoom } = options;
  const together = `callbacks of ${context.newId()}`;
  const lines = [
    { select: selectDueEndpoints, turns: new Set<Promise<void>>() },
    { select: selectFailingDueEndpoints, turns: new Set<Promise<void>>() },
  ];

  const begin = (turns: Set<Promise<void>>, endpoint: EndpointRow, lease: string) => {
    const dialect = requireDialect(dialects, endpoint.dialect);
    const turn = new Turn(context, endpoint, dialect, { ...options, width: limits.perEndpoint, together });
    const taken = turn.take(lease).catch(onError);
    turns.add(taken);
    taken.then(() => {
      turns.delete(taken);
      onRoom();
    });
  };

  const look = async () => {
    for (const { select, turns } of lines) {
      const limit = limits.endpoints - turns.size;
      if (limit <= 0 || stopping.aborted) continue;
      const due = await select(context.reader, { now: context.environment.now(), limit });
      const known = due.filter(({ dialect }) => dialects.has(dialect));
      if (known.length === 0) continue;
      const lease = context.newId();
      for (const endpoint of await claim(context, known, lease)) begin(turns, endpoint, lease);
    }
  };

  return {
    look,
    idle: async () => {
      while (lines.some(({ turns }) => turns.size > 0)) {
        await Promise.all(lines.flatMap(({ turns }) => [...turns]));
      }
    },
  };
}

function claim(
  context: CallbackContext,
  endpoints: readonly EndpointRow[],
  lease: string,
): Promise<readonly EndpointRow[]> {
  return context.perform(async (transaction) => {
    const claimed: EndpointRow[] = [];
    for (const endpoint of endpoints) {
      const isOurs = await claimEndpoint(transaction, endpoint, { lease, milliseconds: LEASE_MILLISECONDS });
      if (isOurs) claimed.push(endpoint);
    }
    return claimed;
  });
}
