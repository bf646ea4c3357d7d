import { insertAnswer, selectAnswer } from '../store/queries/answers.ts';
import type { Reader, Transaction } from '../store/store.ts';
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
  /** Of the request's content, so that another request under the same key is told from a repeat. */
  readonly fingerprint: string;
  /** HTTP status. */
  readonly status: number;
  readonly content: string;
}

/** The answer to a request whose claim was refused. It is there for as long as its claim, if both were to be kept equally long. */
export async function findAnswer(reader: Reader, core: Core, key: AnswerKey): Promise<Answer | undefined> {
  const row = await selectAnswer(reader, key);
  if (row === undefined) return undefined;
  const content = row.sealed ? core.sealer.open(row.content, sealingContext(key)) : row.content;
  return {
    fingerprint: row.fingerprint,
    status: row.status,
    content: Buffer.from(content).toString('utf8'),
  };
}

export interface AnswerCommand extends AnswerKey, Answer {
  readonly keepMilliseconds: number;
  /** Sealed at rest: for content with personal data. */
  readonly sensitive?: boolean;
}

/**
 * Stores the answer to a request whose claim this transaction holds.
 *
 * @throws Error if the request is already answered: then the claim did not hold
 */
export async function storeAnswer(
  transaction: Transaction,
  core: Core,
  command: AnswerCommand,
): Promise<void> {
  const { merchantId, dialect, key, fingerprint, status, sensitive: sealed = false } = command;
  const now = core.environment.now();
  const plain = Buffer.from(command.content, 'utf8');
  const content = sealed ? core.sealer.seal(plain, sealingContext(command)) : plain;
  const expiresAt = now + command.keepMilliseconds + MARGIN_MILLISECONDS;
  const row = { merchantId, dialect, key, fingerprint, status, content, sealed, expiresAt };
  // Its own claim ended a little earlier, by as long as that request took.
  if (await insertAnswer(transaction, row, now + MARGIN_MILLISECONDS)) return;
  throw new Error('a request was answered twice: its replay claim did not hold');
}

function sealingContext({ merchantId, dialect, key }: AnswerKey): SealingContext {
  return { merchantId, recordId: `${dialect} ${key}`, purpose: 'answer' };
}
