import type { Header } from '@countersign/signing';
import type { Answer } from './answer.ts';
import { IncreasingTimestamps, lastTimestampIn } from './increasing.ts';
import { Queue } from './queue.ts';
import type { TokenCache } from './tokens/cache.ts';

export interface Stamp {
  /** What is signed as the time, in Unix milliseconds. */
  readonly at: number;
  /** What goes along with this attempt. */
  readonly headers: readonly Header[];
}

/** One signed exchange. */
export type Attempt = (stamp: Stamp) => Promise<Answer>;

/** How a dialect makes a call out of attempts. */
export type Attempts = (attempt: Attempt) => Promise<Answer>;

/** Once, with nothing but the signature. */
export function plainly(now: () => number): Attempts {
  return (attempt) => attempt({ at: now(), headers: [] });
}

/**
 * With a bearer token. A 401 for a token that has been in use means that it was withdrawn early, and nothing was done: then
 * one more attempt is made with a new token.
 */
export function withBearerToken(tokens: TokenCache, now: () => number): Attempts {
  const accepted = new WeakSet<object>();
  return async (attempt) => {
    const token = await tokens.get();
    const answer = await attempt({ at: now(), headers: bearer(token.value) });
    if (answer.status !== 401) {
      accepted.add(token);
      return answer;
    }
    tokens.drop(token);
    if (!accepted.has(token)) return answer;
    const renewed = await tokens.get();
    return attempt({ at: now(), headers: bearer(renewed.value) });
  };
}

function bearer(token: string): readonly Header[] {
  return [['Authorization', `Bearer ${token}`]];
}

/**
 * With times that only grow, one call after the other: a request that overtakes another on its way makes the older one fail
 * (merchant.blackhatco.in/help: `ts` "must always be higher than in the previous request").
 * A refusal that names the last accepted time is answered once, from there; a refused request has done nothing.
 */
export function inIncreasingOrder(now: () => number): Attempts {
  const timestamps = new IncreasingTimestamps();
  const queue = new Queue();
  const stamp = () => ({ at: timestamps.next(now()), headers: [] });
  return (attempt) =>
    queue.run(async () => {
      const answer = await attempt(stamp());
      const last = lastTimestampIn(answer);
      if (last === undefined || !timestamps.advance(last, now())) return answer;
      return attempt(stamp());
    });
}
