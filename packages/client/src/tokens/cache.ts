import type { AccessToken } from './protocol.ts';

/** A token this near its end is renewed first, so that it does not run out under way. Ours. */
const RENEWAL_MARGIN_MILLISECONDS = 60_000;

export interface CachedToken {
  readonly value: string;
  readonly renewAt: number;
}

/** One access token, obtained when first needed, shared by all calls, renewed before it expires. */
export class TokenCache {
  readonly #obtain: () => Promise<AccessToken>;
  readonly #now: () => number;
  #current: CachedToken | undefined;
  #pending: Promise<CachedToken> | undefined;

  constructor(obtain: () => Promise<AccessToken>, now: () => number) {
    this.#obtain = obtain;
    this.#now = now;
  }

  /** Calls that come while a token is on its way wait for that one; a failure is not kept. */
  async get(): Promise<CachedToken> {
    if (this.#current !== undefined && this.#now() < this.#current.renewAt) return this.#current;
    this.#pending ??= this.#renew().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** Forgets a token that was refused, unless another call has replaced it already. */
  drop(token: CachedToken): void {
    if (this.#current === token) this.#current = undefined;
  }

  async #renew(): Promise<CachedToken> {
    const askedAt = this.#now();
    const { value, lifetimeMilliseconds } = await this.#obtain();
    const margin = Math.min(RENEWAL_MARGIN_MILLISECONDS, lifetimeMilliseconds / 2);
    this.#current = { value, renewAt: askedAt + lifetimeMilliseconds - margin };
    return this.#current;
  }
}
