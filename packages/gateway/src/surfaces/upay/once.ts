import { upay } from '@countersign/signing';
import { type Core, claimReplay, findAnswer, storeAnswer } from '../../core/index.ts';
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
const USED_LONG_AGO =
  'X-UPA-REQUESTID was used before, and what was answered is no longer kept. Give each new request its own id.';

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
  const { merchantId, requestId, fingerprint, effect, receivedAt } = call;
  const keepMilliseconds = KEEP_MILLISECONDS[effect];
  const key = { merchantId, dialect: upay.name, key: requestId };
  return core.perform(async (transaction) => {
    const claim = await claimReplay(transaction, {
      merchantId,
      // One for all of a merchant's keys: a request that is repeated under a new key is still the same request.
      credentialId: '',
      replay: { rule: 'request-id', value: requestId, keepMilliseconds },
      receivedAt,
    });
    if (!claim.claimed) {
      const stored = await findAnswer(transaction, core, key);
      if (stored === undefined) return failed('request_id', USED_LONG_AGO);
      if (stored.fingerprint !== fingerprint) return failed('request_id', USED_OTHERWISE);
      return JSON.parse(stored.content);
    }
    const answer = await work(transaction);
    await storeAnswer(transaction, core, {
      ...key,
      fingerprint,
      status: HTTP_OK,
      content: JSON.stringify(answer),
      keepMilliseconds,
      sensitive: true,
    });
    return answer;
  });
}
