import { amountOf } from '../../money/index.ts';
import { hold } from '../deposits/movements.ts';
import {
  andThen,
  enter,
  type InvoiceFacts,
  partialOrNone,
  type Steps,
  stay,
  withMovements,
} from './facts.ts';

/**
 * The end of an invoice that did not receive what is due. What is confirmed of it is held, as one abnormal payment. What is only
 * seen stays pending: it came in time, so once it is confirmed it is held as too little, too, each on its own, not as late (ours).
 */
export function decideExpiry(facts: InvoiceFacts): Steps {
  const ended = enter(facts, 'expired', { exception: partialOrNone(facts) });
  return andThen(ended, holdConfirmed);
}

function holdConfirmed(facts: InvoiceFacts): Steps {
  const confirmed = facts.deposits.filter(({ state }) => state === 'confirmed');
  const last = confirmed.at(-1);
  if (last === undefined) return stay(facts);
  const held = withMovements(stay(facts), confirmed.map(hold));
  const amount = amountOf(last.amount.asset, facts.confirmed);
  return { ...held, abnormal: [{ kind: 'under', depositId: last.id, amount }] };
}
