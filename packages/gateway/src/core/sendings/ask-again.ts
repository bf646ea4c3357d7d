import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { NOTHING } from '../decision.ts';
import { carryOut, type Subject } from '../effects.ts';

/** So that a rail which always wants to be asked at once does not keep the gateway busy (ours). */
const PAUSE_MINIMUM_MILLISECONDS = 1_000;

/** Plans when to ask the rail how a sending is going, if it wants to be asked. */
export async function askFirst(
  transaction: Transaction,
  core: Core,
  subject: Subject,
  { kind, askAt }: { readonly kind: string; readonly askAt: number | undefined },
): Promise<void> {
  if (askAt === undefined) return;
  await carryOut(transaction, core, subject, { ...NOTHING, work: [{ kind, dueAt: askAt }] });
}

/** The same after it has been asked. */
export async function askAgain(
  transaction: Transaction,
  core: Core,
  subject: Subject,
  { kind, askAgainAt }: { readonly kind: string; readonly askAgainAt: number | undefined },
): Promise<void> {
  if (askAgainAt === undefined) return;
  const askAt = Math.max(askAgainAt, core.environment.now() + PAUSE_MINIMUM_MILLISECONDS);
  await askFirst(transaction, core, subject, { kind, askAt });
}
