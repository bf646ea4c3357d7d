import type { Acknowledgement } from './acknowledgement.ts';
import type { Header } from './message.ts';
import { Refusal, type Replay } from './verdict.ts';
import type { Carrier } from './vocabulary/carriers.ts';
import type { Freshness } from './vocabulary/freshness.ts';
import type { Identity } from './vocabulary/identity.ts';
import type { Seal } from './vocabulary/seals.ts';
import type { Reading } from './vocabulary/string-to-sign.ts';
import type { Wire } from './vocabulary/wire.ts';
import type { Wrapping } from './vocabulary/wrapping.ts';

/** One way of signing in one direction: which parts, sealed with what, carried where, fresh for how long. */
export interface Mode {
  readonly name: string;
  /** How the string to sign is read; the documented reading first, tolerated ones after it. */
  readonly readings: readonly [Reading, ...Reading[]];
  readonly seal: Seal;
  /** Absent where the receiver knows from elsewhere whose message it is. */
  readonly identity?: Identity;
  readonly carry: { readonly signature: Carrier; readonly timestamp?: Carrier; readonly nonce?: Carrier };
  readonly fresh?: Freshness;
  readonly replay?: Exclude<Replay['rule'], 'none'>;
  readonly wrapping?: Wrapping;
  /** Headers that a signer sends along, and that say nothing about who signed. */
  readonly headers?: readonly Header[];
}

/** What is signed on one way: requests, responses or callbacks. */
export interface Direction {
  readonly modes: readonly [Mode, ...Mode[]];
  /** Which mode a message is in. Throws a `Refusal` where it cannot be told. */
  readonly select: (wire: Wire) => Mode;
}

export function oneMode(mode: Mode): Direction {
  return { modes: [mode], select: () => mode };
}

/** The mode whose identity the message carries; two at once are refused. */
export function modeByIdentity(...modes: readonly [Mode, ...Mode[]]): Direction {
  return {
    modes,
    select: (wire) => {
      let selected: Mode | undefined;
      for (const mode of modes) {
        if (mode.identity?.carrier.read(wire) === undefined) continue;
        if (selected !== undefined) throw new Refusal('credentials_conflict');
        selected = mode;
      }
      if (selected === undefined) throw new Refusal('key_missing', modes[0].identity?.carrier.name);
      return selected;
    },
  };
}

/** Callbacks are signed like anything else; beside that, a receiver must know how to read and answer them. */
export interface Callback extends Direction {
  /** What the signed content is, decrypted where the dialect encrypts. */
  readonly content: 'json' | 'form';
  /**
   * The members of the content that tell events apart: the same values again are the same event, delivered again. None: all of it,
   * but for what its signature carries.
   */
  readonly eventId: readonly string[];
  readonly acknowledgement: Acknowledgement;
}

/** A provider's way of signing, as a value. */
export interface Dialect {
  readonly name: string;
  readonly title: string;
  readonly request: Direction;
  readonly response?: Direction;
  readonly callback: Callback;
}

export type DirectionName = 'request' | 'response' | 'callback';

/** The direction of a dialect, or an error that says which dialects sign it. */
export function directionOf(dialect: Dialect, name: DirectionName): Direction {
  const direction = dialect[name];
  if (direction === undefined) throw new TypeError(`${dialect.title} does not sign ${name}s`);
  return direction;
}
