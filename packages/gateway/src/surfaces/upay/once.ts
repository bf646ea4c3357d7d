import { upay } from '@countersign/signing';
import { answerOnce, type Core } from '../../core/index.ts';
import type { GatewayRequest } from '../../http/exchange.ts';
import { type Answer, failed } from './envelope.ts';
import type { Operation, Work } from './operation.ts';

const HTTP_OK = 200;

/**
 * How long a request id stands for its request. A request id is documented to be unique and idempotent; for how long, is ours: what
 * changes something may be repeated for a day; what only reads, for as long as a copy of the signed request would verify.
 */
const KEEP_MILLISECONDS: Readonly<Record<Operation['effect'], number>> = {
  change: 24 * 60 * 60_000,
  read: 2 * 60_000,
};

const USED_OTHERWISE =
  'X-UPA-REQUESTID was used before, with other parameters or for another path. Repeat a request under the same id, and give each new one its own.';
export interface IdentifiedCall {
  readonly merchantId: string;
  readonly requestId: string;
  /** Of path and parameters. */
  readonly fingerprint: string;
  readonly effect: Operation['effect'];
  readonly receivedAt: GatewayRequest['receivedAt'];
}

/**
 * Does the work unless the request id has been used: then the same request gets the same answer, refusals included, and another one
 * is refused. Answers are kept sealed, because they may hold personal data.
 */
export function once(core: Core, call: IdentifiedCall, work: Work): Promise<Answer> {
  const { requestId: key, effect, ...request } = call;
  // One for all of a merchant's keys: a request that is repeated under a new key is still the same request.
  const command = {
    ...request,
    key,
    dialect: upay.name,
    keepMilliseconds: KEEP_MILLISECONDS[effect],
    sensitive: true,
  };
  return core.perform(async (transaction) => {
    const done = await answerOnce(transaction, core, command, async () => ({
      status: HTTP_OK,
      content: JSON.stringify(await work(transaction)),
    }));
    return done.outcome === 'conflict'
      ? failed('request_id', USED_OTHERWISE)
      : JSON.parse(done.answer.content);
  });
}
