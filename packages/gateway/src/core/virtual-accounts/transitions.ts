import type { VirtualAccountState } from '../../store/queries/virtual-accounts.ts';

export type { VirtualAccountState };

export interface VirtualAccountTransition {
  /** What ends it: the merchant, or time. */
  readonly on: 'close' | 'expire';
  readonly to: VirtualAccountState;
  readonly event: string;
}

/** A state that nothing leads out of is final. Payments change no state: an account takes as many as come. */
export const VIRTUAL_ACCOUNT_TRANSITIONS: Readonly<
  Record<VirtualAccountState, readonly VirtualAccountTransition[]>
> = {
  active: [
    { on: 'close', to: 'closed', event: 'virtual_account.closed' },
    { on: 'expire', to: 'expired', event: 'virtual_account.expired' },
  ],
  closed: [],
  expired: [],
};
