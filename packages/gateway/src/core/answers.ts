import * as queries from '../store/queries/answers.ts';
import type { Transaction } from '../store/store.ts';
import type { Core } from './core.ts';
import { MARGIN_MILLISECONDS } from './replay.ts';
import type { SealingContext } from './sealing.ts';

export interface AnswerKey {
  readonly merchantId: string;
  readonly dialect: string;
  /** What makes two requests the same to the dialect: a signature, a request id. */
  readonly key: string;
}

/** What was answered to a request, before it was signed or encrypted: that is done afresh for each repeat. */
export interface Answer {
  /** HTTP status. */
  readonly status: number;
  readonly content: string;
}

export interface OnceCommand extends AnswerKey {
  /** Of the request's content, so that another request under the same key is told from a repeat. */
  readonly fingerprint: string;
  /** When the request arrived: the time against which its own time was checked, in Unix milliseconds. */
  readonly receivedAt: number;
  readonly keepMilliseconds: number;
  /** Sealed at rest: for content with personal data. */
  readonly sensitive?: boolean;
}

export type OnceOutcome =
  | { readonly outcome: 'answered'; readonly answer: Answer }
  /** The same request was answered before: this is what it was told. Nothing was done. */
  | { readonly outcome: 'repeated'; readonly answer: Answer }
  /** The key was used for another request. Nothing was done. */
  | { readonly outcome: 'conflict' };

/**
 * Does a request's work once, and gives its repeats the same answer, refusals included.
 *
 * The answer's row is the claim: it is made before the work, in the same transaction, so that of any number of copies, in any number
 * of processes, one works while the others wait for it; and there is neither a claim without its answer nor an answer twice.
 */
export async function answerOnce(
  transaction: Transaction,
  core: Core,
  command: OnceCommand,
  work: (transaction: Transaction) => Promise<Answer>,
): Promise<OnceOutcome> {
  const { merchantId, dialect, key, fingerprint, receivedAt, sensitive: sealed = false } = command;
  const row = { merchantId, dialect, key };
  const expiresAt = receivedAt + command.keepMilliseconds + MARGIN_MILLISECONDS;
  const claim = { ...row, fingerprint, sealed, expiresAt };
  if (!(await queries.claimAnswer(transaction, claim, receivedAt))) {
    return answeredBefore(transaction, core, command);
  }
  const answer = await work(transaction);
  const plain = Buffer.from(answer.content, 'utf8');
  const content = sealed ? core.sealer.seal(plain, sealingContext(command)) : plain;
  await queries.updateAnswer(transaction, { ...row, status: answer.status, content });
  return { outcome: 'answered', answer };
}

async function answeredBefore(
  transaction: Transaction,
  core: Core,
  command: OnceCommand,
): Promise<OnceOutcome> {
  const row = await queries.selectAnswer(transaction, command);
  if (row === undefined) throw new Error('an answer was there and is gone within one transaction');
  if (row.fingerprint !== command.fingerprint) return { outcome: 'conflict' };
  const content = row.sealed ? core.sealer.open(row.content, sealingContext(command)) : row.content;
  return {
    outcome: 'repeated',
    answer: { status: row.status, content: Buffer.from(content).toString('utf8') },
  };
}

function sealingContext({ merchantId, dialect, key }: AnswerKey): SealingContext {
  return { merchantId, recordId: `${dialect} ${key}`, purpose: 'answer' };
}
