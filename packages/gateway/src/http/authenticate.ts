import {
  type Direction,
  inspect,
  type Message,
  type Presented,
  type Rejected,
  rejected,
  type Verdict,
  type Verified,
  verifyPresented,
} from '@countersign/signing';
import { isAllowed } from './allowlist.ts';
import { boundedConcurrency } from './concurrency.ts';
import type { Observation } from './exchange.ts';
import { maskKey } from './logging.ts';

/** A live credential that a message may have been signed with. */
export interface Candidate {
  readonly id: string;
  readonly merchantId: string;
  /** Keys and secrets, named as the dialect's credential type. */
  readonly fields: Readonly<Record<string, string>>;
  /** The addresses it may be used from; empty for every address. */
  readonly allowlist: readonly string[];
}

export interface AuthenticationInput<Credential extends Candidate> {
  readonly direction: Direction;
  /** What may have been signed, most likely first: one message, or one for each public url. They differ in `url` only. */
  readonly messages: readonly [Message, ...Message[]];
  /** Looks up the live credentials of what the message presents; none for an unknown key. */
  readonly find: (presented: Presented) => Promise<readonly Credential[]>;
  /** Stands in for a credential that does not exist; see `makeDecoy`. */
  readonly decoy: Candidate;
  readonly clientAddress: string;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  /** Is told the truth, for log and metrics. */
  readonly observe: (observation: Observation) => void;
}

/** The signature is good, but the credential may not be used from this address. */
export interface AddressRefused {
  readonly ok: false;
  readonly code: 'address_refused';
  readonly hint: string;
}

export type Authentication<Credential extends Candidate> =
  | { readonly ok: true; readonly verdict: Verified; readonly credential: Credential }
  | {
      readonly ok: false;
      /** May be told to the sender as it is. */
      readonly rejection: Rejected | AddressRefused;
      /** Whose key was named, if there is one. Nothing that a stranger sees may depend on whether there is. */
      readonly credential?: Credential;
    };

/**
 * Ours. Opening a JWE takes a millisecond of one of libuv's four threads, so more at once would only keep file and
 * name look-ups waiting. They are the process's threads, therefore the bound is the process's as well.
 */
const opening = boundedConcurrency({ running: 4, waiting: 256 });

/**
 * Tells who signed a request: syntax, credential, clock, signature, address, in this order.
 *
 * A stranger cannot learn from the answer, nor from the time it takes, whether a key exists: an unknown key is checked against the
 * decoy, and gets what a wrong signature of the same message gets. For the same reason an address outside the allowlist is
 * told so only where the signature is good.
 *
 * It claims nothing: `verdict.replay` is still to be claimed. It throws what `find` throws, and `Unavailable` where too many
 * encrypted requests wait to be opened.
 */
export async function authenticate<Credential extends Candidate>(
  input: AuthenticationInput<Credential>,
): Promise<Authentication<Credential>> {
  const { direction, messages, find, clientAddress, observe } = input;
  const presented = inspect(direction, messages[0]);
  if (!presented.ok) {
    observe({ verdict: presented.code });
    return { ok: false, rejection: presented };
  }
  const named = presented.keyId === '' ? {} : { key: maskKey(presented.keyId) };
  const candidates = await find(presented);
  const { verdict, credential } = await verifyAny(presented, candidates, input);
  if (credential === undefined) {
    observe({ verdict: 'key_unknown', ...named });
    return { ok: false, rejection: verdict.ok ? mismatch(presented) : verdict };
  }
  const { merchantId } = credential;
  if (isProven(verdict, presented) && !isAllowed(credential.allowlist, clientAddress)) {
    observe({ verdict: 'address_refused', ...named, merchantId });
    return { ok: false, rejection: addressRefused(clientAddress), credential };
  }
  if (!verdict.ok) {
    observe({ verdict: verdict.code, ...named, merchantId });
    return { ok: false, rejection: verdict, credential };
  }
  observe({ verdict: 'verified', ...named, merchantId });
  return { ok: true, verdict, credential };
}

interface Outcome<Credential> {
  readonly verdict: Verdict;
  /** The one that matched, else the first; undefined where there is only the decoy. */
  readonly credential: Credential | undefined;
}

/** Checks each live credential in turn; without any, the decoy, at the price of one. */
async function verifyAny<Credential extends Candidate>(
  presented: Presented,
  candidates: readonly Credential[],
  input: AuthenticationInput<Credential>,
): Promise<Outcome<Credential>> {
  const [first, ...others] = candidates;
  const verdict = await verifyAlternatives(presented, (first ?? input.decoy).fields, input);
  if (verdict.ok || first === undefined) return { verdict, credential: first };
  for (const credential of others) {
    const second = await verifyAlternatives(presented, credential.fields, input);
    if (second.ok) return { verdict: second, credential };
  }
  return { verdict, credential: first };
}

/** A mismatch may be a matter of the url that was signed, so the others are tried; any other verdict is that of them all. */
async function verifyAlternatives(
  presented: Presented,
  fields: Candidate['fields'],
  { messages, receivedAt }: Pick<AuthenticationInput<Candidate>, 'messages' | 'receivedAt'>,
): Promise<Verdict> {
  const [likeliest, ...others] = messages;
  const verify = (message: Message) => verifyPresented(presented, message, [fields], receivedAt);
  const isWrapped = presented.mode.wrapping !== undefined;
  const check = (message: Message) => (isWrapped ? opening(() => verify(message)) : verify(message));
  const verdict = await check(likeliest);
  if (verdict.ok || verdict.code !== 'signature_mismatch') return verdict;
  for (const message of others) {
    const other = await check(message);
    if (other.ok) return other;
  }
  return verdict;
}

/** Whether the signature is good, even where the message is refused: some dialects look at the clock only afterwards. */
function isProven(verdict: Verdict, { mode }: Presented): boolean {
  return verdict.ok || (verdict.stage === 'clock' && mode.fresh?.afterSignature === true);
}

/** For the types only: nobody holds the decoy's secrets. */
function mismatch({ mode }: Presented): Rejected {
  return rejected('signature_mismatch', mode.carry.signature.name);
}

function addressRefused(clientAddress: string): AddressRefused {
  const hint = `This key may not be used from ${clientAddress}: add the address to its allowlist.`;
  return { ok: false, code: 'address_refused', hint };
}
