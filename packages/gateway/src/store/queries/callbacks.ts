import type { Reader, Row, Transaction } from '../store.ts';
import { bytesOf, numberOf, optional, textOf, withoutUndefined } from './row.ts';

/** `unrendered`: its dialect could not say how it looks, and is asked again. */
export type CallbackState = 'unrendered' | 'pending' | 'delivered' | 'exhausted';

export interface CallbackKey {
  readonly merchantId: string;
  /** The event's. */
  readonly id: string;
}

/** What an event looks like in its dialect. */
export interface RenderedContent {
  /** The name of its endpoint. */
  readonly endpoint: string;
  readonly eventId: string;
  readonly sealedContent: Uint8Array;
}

export interface CallbackRow extends CallbackKey, Partial<RenderedContent> {
  /** The event's place in the outbox. */
  readonly sequence: number;
  readonly dialect: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly state: CallbackState;
  /** When it is next tried, of the gateway's clock. */
  readonly dueAt?: number;
  /** From 1; each replay begins another, with the whole schedule. */
  readonly round: number;
  /** Attempts in this round. */
  readonly tried: number;
  /** When the round's first attempt was, of the machine's clock. */
  readonly firstAt?: number;
  /** In all rounds; while it is unrendered, how often that was tried. */
  readonly attempts: number;
  /** Why the last attempt failed. */
  readonly failure?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const CALLBACK_NAMES = [
  'merchant_id',
  'id',
  'sequence',
  'dialect',
  'kind',
  'subject_id',
  'state',
  'endpoint',
  'event_id',
  'content',
  'due_at',
  'round',
  'tried',
  'first_at',
  'attempts',
  'failure',
  'created_at',
  'updated_at',
];
export const CALLBACK_COLUMNS = CALLBACK_NAMES.join(', ');

const INSERT = `insert into callbacks (${CALLBACK_COLUMNS})
  values (${CALLBACK_NAMES.map((_, index) => `$${index + 1}`).join(', ')}) on conflict (merchant_id, id) do nothing`;

/** One that is there already stays as it is. */
export async function insertCallback(transaction: Transaction, callback: CallbackRow): Promise<void> {
  await transaction.run(INSERT, [
    callback.merchantId,
    callback.id,
    callback.sequence,
    callback.dialect,
    callback.kind,
    callback.subjectId,
    callback.state,
    callback.endpoint ?? null,
    callback.eventId ?? null,
    callback.sealedContent ?? null,
    callback.dueAt ?? null,
    callback.round,
    callback.tried,
    callback.firstAt ?? null,
    callback.attempts,
    callback.failure ?? null,
    callback.createdAt,
    callback.updatedAt,
  ]);
}

const SELECT_UNRENDERED = `select ${CALLBACK_COLUMNS} from callbacks where content is null and due_at <= $1
  order by due_at, sequence limit $2`;

/** What is to be rendered again now, of all merchants. */
export async function selectUnrenderedCallbacks(
  reader: Reader,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly CallbackRow[]> {
  return (await reader.all(SELECT_UNRENDERED, [now, limit])).map(callbackOf);
}

const UPDATE_RENDERED = `update callbacks set state = 'pending', endpoint = $3, event_id = $4, content = $5, due_at = $6, attempts = 0,
    failure = null, updated_at = $6
  where merchant_id = $1 and id = $2 and state = 'unrendered'`;

/** @returns whether it was unrendered until now */
export async function updateRendered(
  transaction: Transaction,
  { merchantId, id }: CallbackKey,
  { endpoint, eventId, sealedContent }: RenderedContent,
  now: number,
): Promise<boolean> {
  return (
    (await transaction.run(UPDATE_RENDERED, [merchantId, id, endpoint, eventId, sealedContent, now])) === 1
  );
}

const UPDATE_UNRENDERED = `update callbacks set due_at = $3, attempts = attempts + 1, failure = $4, updated_at = $5
  where merchant_id = $1 and id = $2 and state = 'unrendered'`;

export async function updateUnrendered(
  transaction: Transaction,
  { merchantId, id }: CallbackKey,
  { dueAt, failure, now }: { readonly dueAt: number; readonly failure: string; readonly now: number },
): Promise<void> {
  await transaction.run(UPDATE_UNRENDERED, [merchantId, id, dueAt, failure, now]);
}

const DELETE_UNRENDERED = `delete from callbacks where merchant_id = $1 and id = $2 and state = 'unrendered'`;

/** Of an event of which, as it turns out, nothing is told. */
export async function deleteUnrendered(
  transaction: Transaction,
  { merchantId, id }: CallbackKey,
): Promise<void> {
  await transaction.run(DELETE_UNRENDERED, [merchantId, id]);
}

export function callbackOf(row: Row): CallbackRow {
  return withoutUndefined({
    merchantId: textOf(row, 'merchant_id'),
    id: textOf(row, 'id'),
    sequence: numberOf(row, 'sequence'),
    dialect: textOf(row, 'dialect'),
    kind: textOf(row, 'kind'),
    subjectId: textOf(row, 'subject_id'),
    state: textOf(row, 'state') as CallbackState,
    endpoint: optional(row, 'endpoint', textOf),
    eventId: optional(row, 'event_id', textOf),
    sealedContent: optional(row, 'content', bytesOf),
    dueAt: optional(row, 'due_at', numberOf),
    round: numberOf(row, 'round'),
    tried: numberOf(row, 'tried'),
    firstAt: optional(row, 'first_at', numberOf),
    attempts: numberOf(row, 'attempts'),
    failure: optional(row, 'failure', textOf),
    createdAt: numberOf(row, 'created_at'),
    updatedAt: numberOf(row, 'updated_at'),
  });
}
