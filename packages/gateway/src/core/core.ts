import type { Environment } from '../environment.ts';
import type { Rail } from '../rails/rail.ts';
import type { Reader, Store } from '../store/store.ts';
import { BoundedCache } from './bounded-cache.ts';
import { type Clock, createClock } from './clock.ts';
import type { Credential } from './credential.ts';
import { createIdentifiers } from './identifiers.ts';
import { type InTurn, oneAtATime } from './one-at-a-time.ts';
import type { Sealer } from './sealing.ts';

/** What the core's functions work with. Those that write take the transaction first, those that read a reader. */
export interface Core {
  /** The gateway's time, which its sandbox can advance: all that is kept goes by it. */
  readonly environment: Environment;
  /** The same, for who advances it. */
  readonly clock: Clock;
  /** The machine's time, which merchants' clocks agree with: what a message says about time goes by it, and who may sign. */
  readonly wire: Environment;
  /** Shows what is committed. Inside `perform`, read through the transaction. */
  readonly reader: Reader;
  readonly sealer: Sealer;
  readonly rail: Rail;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /**
   * Runs one unit of work and answers after it is durable; if it throws, nothing of it remains. `work` may run twice, so it
   * changes nothing but the transaction, and it awaits nothing else: ask rails, hash passwords, sign and encrypt before or after.
   *
   * What changes a merchant's payments or ledger is done `together: merchantId`: it would wait for the merchant's ledger anyway, and
   * so shares a commit with those that wait as well.
   */
  readonly perform: Store['transaction'];
  /** Due work is done in turns, of which this process has one at a time. */
  readonly inTurn: InTurn;
  /** Credentials that were read, unsealed. That one is live, and from where it may be used, is read from the store each time. */
  readonly unsealed: BoundedCache<Credential>;
}

/** 10,000 credentials of about 5 KB, the most that RSA keys take: 50 MB. */
const UNSEALED_ENTRIES_MAXIMUM = 10_000;

/** @param parts.environment the machine's; the core makes its own clock of it, unless the rail was given that already */
export function createCore(parts: {
  readonly environment: Environment;
  readonly clock?: Clock;
  readonly store: Store;
  readonly sealer: Sealer;
  readonly rail: Rail;
}): Core {
  const { environment: wire, store, sealer, rail } = parts;
  const clock = parts.clock ?? createClock(wire);
  return {
    environment: clock,
    clock,
    wire,
    reader: store,
    sealer,
    rail,
    newId: createIdentifiers(clock),
    perform: (work, options) => store.transaction(work, options),
    inTurn: oneAtATime(),
    unsealed: new BoundedCache(UNSEALED_ENTRIES_MAXIMUM),
  };
}
