/**
 * Tables as large as wanted, filled by a statement each. Nearly all rows are of one merchant, one dialect and one state, so that
 * whatever is rare is looked for among all of them, and it is the oldest there is.
 */
import type { EngineName, Store } from '../../../packages/gateway/src/store/store.ts';

/** Ids, numbers and references of the row of this place: in the order of places. */
export function rowKey(place: number): string {
  return String(FIRST_KEY + place);
}

export const LARGE_MERCHANT = 'm';
/** Of all rows but the first few. */
export const USUAL_DIALECT = 'd';
export const RARE_DIALECT = 'e';
export const SHOP = 'shop';
/** What several refunds are of, and half of all deposits: an invoice, or a virtual account. */
export const PAYMENT = 'payment';

const FIRST_KEY = 10_000_000;
const RARE_ROWS = 100;
/** Every how many rows one is of another of so many merchants. */
const OTHERS = 10;
const OTHER_MERCHANTS = 1_000;

const KEY = `cast(${FIRST_KEY} + i as text)`;
const MERCHANT = `case when i % ${OTHERS} = 0 then 'm' || (i % ${OTHER_MERCHANTS}) else '${LARGE_MERCHANT}' end`;
const DIALECT = `case when i % 20 = 1 and i <= ${RARE_ROWS} then '${RARE_DIALECT}' else '${USUAL_DIALECT}' end`;

/** One of several for each of the first rows, in turn, and the same for all that follow. */
function rarely(rare: readonly string[], usual: string): string {
  const cases = rare.map((value, index) => `when ${index} then '${value}'`).join(' ');
  return `case when i > ${RARE_ROWS} then '${usual}' else case (i / 3) % ${rare.length} ${cases} end end`;
}

/** `i` is the row's place, from 1. What a row has that is not said here is null. */
type Columns = Readonly<Record<string, string>>;

const BYTES = "cast('sealed' as bytes)";
const KEYS: Columns = { merchant_id: MERCHANT, id: KEY, dialect: DIALECT };
const NUMBERED: Columns = { ...KEYS, number: KEY, reference: KEY, fingerprint: "''", extra: "'{}'" };
const TIMES: Columns = { created_at: 'i', updated_at: 'i' };
const INVOICE_STATES = ['pending', 'confirming', 'expired', 'cancelled'];
const INVOICE_STATE = rarely(INVOICE_STATES, 'paid');
const PAYOUT_STATES = [
  'created',
  'confirmed',
  'review',
  'sent',
  'failed',
  'returned',
  'expired',
  'cancelled',
];
const PAYOUT_STATE = rarely(PAYOUT_STATES, 'completed');

const ENDPOINT_STATE = rarely(['paused', 'active'], 'active');
const CALLBACK_STATE = rarely(['pending', 'unrendered', 'exhausted'], 'delivered');

const EACH_MERCHANT = `case when i > ${OTHER_MERCHANTS} then '${LARGE_MERCHANT}' else 'm' || (i % ${OTHER_MERCHANTS}) end`;

/** A row for each merchant, however large the rest. */
const SMALL: Readonly<Record<string, Columns>> = {
  merchants: { merchant_id: EACH_MERCHANT, name: "'Shop'", created_at: 'i' },
  ledger_heads: { merchant_id: EACH_MERCHANT, position: '0', posted_at: '0', hash: BYTES },
  accounts: {
    merchant_id: EACH_MERCHANT,
    asset: "'USD'",
    purpose: "'held'",
    balance_minor: '0',
    may_be_negative: '0',
  },
};

/** Each after those that it refers to. */
const LARGE: Readonly<Record<string, Columns>> = {
  credentials: {
    ...KEYS,
    kind: "'k'",
    key_id: KEY,
    login_id: KEY,
    public_fields: "'{}'",
    sealed_fields: BYTES,
    allowlist: "'[]'",
    state: "'live'",
    created_at: 'i',
  },
  tokens: {
    merchant_id: MERCHANT,
    credential_id: KEY,
    hash: `cast(${KEY} as bytes)`,
    created_at: 'i',
    expires_at: 'i + 1',
  },
  replay_claims: {
    merchant_id: MERCHANT,
    credential_id: KEY,
    rule: "'r'",
    value: KEY,
    expires_at: 'i',
  },
  replay_counters: { merchant_id: MERCHANT, credential_id: KEY, last_microseconds: 'i' },
  answers: {
    merchant_id: MERCHANT,
    dialect: DIALECT,
    request_key: KEY,
    fingerprint: "''",
    status: '200',
    content: BYTES,
    sealed: '0',
    expires_at: 'i',
  },
  shops: { ...KEYS, number: KEY, name: "'Shop'", confirmed: '1', created_at: 'i' },
  parties: { ...KEYS, kind: "'k'", number: KEY, form: BYTES, created_at: 'i' },
  fees: {
    merchant_id: KEY,
    operation: "'o'",
    asset: "'USD'",
    fixed_minor: '1',
    proportion_millionths: '0',
    minimum_minor: '0',
  },
  postings: {
    merchant_id: MERCHANT,
    position: 'i',
    asset: rarely(['A1', 'A2'], 'USD'),
    purpose: "'held'",
    amount_minor: '1',
    balance_minor: 'i',
    posted_at: 'i',
  },
  transfers: {
    merchant_id: MERCHANT,
    position: 'i',
    kind: "'k'",
    reference: KEY,
    phase: "'posted'",
    posted_at: 'i',
    hash: BYTES,
  },
  invoices: {
    ...KEYS,
    ...TIMES,
    number: KEY,
    order_number: KEY,
    fingerprint: "''",
    shop_id: `case when i > ${RARE_ROWS} then '${SHOP}' else 'rare' end`,
    priced_asset: "'USD'",
    priced_minor: '1',
    due_asset: "'USD'",
    due_minor: '1',
    tolerance_minor: '0',
    state: INVOICE_STATE,
    exception: "'none'",
    received_minor: `case when (${INVOICE_STATE}) = 'paid' or i % 2 = 0 then 1 else 0 end`,
    confirmed_minor: '0',
    captured_minor: `case (${INVOICE_STATE}) when 'paid' then 1 else 0 end`,
    refunding_minor: '0',
    description: "'Two tickets'",
    expires_at: `case when i % 7 = 0 then i + 1 else ${Number.MAX_SAFE_INTEGER} end`,
    watched_until: `${Number.MAX_SAFE_INTEGER}`,
    paid_at: `case (${INVOICE_STATE}) when 'paid' then i end`,
    extra: "'{}'",
  },
  due_work: {
    due_at: 'i',
    id: KEY,
    merchant_id: MERCHANT,
    dialect: DIALECT,
    kind: "'invoice.expiry'",
    subject_id: KEY,
    attempts: '0',
  },
  deposits: {
    ...KEYS,
    ...TIMES,
    rail: "'r'",
    external_id: KEY,
    subject_kind: "'invoice'",
    subject_id: `case when i % 2 = 0 then '${PAYMENT}' else ${KEY} end`,
    asset: "'USD'",
    amount_minor: '1',
    state: "'confirmed'",
    counted: `case when i > ${RARE_ROWS} then 0 else 1 end`,
    occurred_at: 'i',
  },
  abnormal_payments: {
    ...KEYS,
    ...TIMES,
    subject_kind: "'invoice'",
    subject_id: KEY,
    deposit_id: KEY,
    kind: "'over'",
    asset: "'USD'",
    amount_minor: '1',
    refunding_minor: '0',
    refunded_minor: '0',
    state: rarely(['open', 'refunded'], 'accepted'),
  },
  refunds: {
    ...NUMBERED,
    ...TIMES,
    invoice_id: `case when i <= ${RARE_ROWS} and i % 3 = 0 then '${PAYMENT}' else ${KEY} end`,
    abnormal_id: `case when i <= ${RARE_ROWS} and i % 6 = 0 then '${PAYMENT}' when i % 5 = 0 then ${KEY} end`,
    asset: "'USD'",
    amount_minor: '1',
    state: rarely(['requested', 'running', 'failed', 'cancelled'], 'done'),
    destination: BYTES,
  },
  quotes: {
    ...KEYS,
    number: KEY,
    operation: "'payout'",
    source_asset: "'USD'",
    source_minor: '1',
    asset: "'USD'",
    amount_minor: '1',
    fee_minor: '0',
    created_at: 'i',
    expires_at: 'i + 1',
    extra: "'{}'",
  },
  payouts: {
    ...NUMBERED,
    ...TIMES,
    kind: rarely(['payout', 'settlement'], 'payout'),
    source_asset: "'USD'",
    source_minor: '1',
    fee_minor: '0',
    asset: "'USD'",
    amount_minor: '1',
    state: PAYOUT_STATE,
    released_at: 'i',
    beneficiary: BYTES,
    destination: BYTES,
  },
  virtual_accounts: {
    ...NUMBERED,
    ...TIMES,
    holder: rarely(['customer', 'merchant'], 'customer'),
    asset: "'USD'",
    bank: "'b'",
    account_number: KEY,
    person: BYTES,
    state: rarely(['closed', 'expired'], 'active'),
    received_minor: '0',
  },
  outbox: {
    ...KEYS,
    kind: "'invoice.paid'",
    subject_id: KEY,
    data: "'{}'",
    created_at: 'i',
  },
  outbox_gaps: { first_sequence: 'i', last_sequence: 'i', seen_at: 'i', look_at: 'i' },
  callback_endpoints: {
    merchant_id: MERCHANT,
    dialect: DIALECT,
    name: KEY,
    ...TIMES,
    kind: "'payments'",
    state: ENDPOINT_STATE,
    reason: `case (${ENDPOINT_STATE}) when 'paused' then 'gone' end`,
    failing_since: 'case when i % 5 = 0 then i end',
    failures: 'case when i % 5 = 0 then 1 else 0 end',
    held_until: '0',
    due_at: 'case when i % 30 = 0 then i end',
    leased_until: '0',
  },
  callbacks: {
    ...KEYS,
    ...TIMES,
    sequence: 'i',
    kind: "'invoice.paid'",
    subject_id: `case when i <= ${RARE_ROWS} then '${PAYMENT}' else ${KEY} end`,
    state: CALLBACK_STATE,
    endpoint: `case (${CALLBACK_STATE}) when 'unrendered' then null else 'default' end`,
    event_id: `case (${CALLBACK_STATE}) when 'unrendered' then null else ${KEY} end`,
    content: `case (${CALLBACK_STATE}) when 'unrendered' then null else ${BYTES} end`,
    due_at: `case when (${CALLBACK_STATE}) in ('unrendered', 'pending') then i end`,
    round: '1',
    tried: '0',
    attempts: '0',
  },
  callback_attempts: {
    merchant_id: MERCHANT,
    callback_id: `case when i <= ${RARE_ROWS} then '${PAYMENT}' else ${KEY} end`,
    id: KEY,
    round: '1',
    number: '1',
    at: 'i',
    duration_milliseconds: '1',
    sent: BYTES,
  },
  rail_pool: {
    place: "'tron'",
    variant: "'transparent'",
    identifier: KEY,
    id: KEY,
    added_at: 'i',
    taken_at: 'case when i % 2 = 0 then i end',
    merchant_id: `case when i % 2 = 0 then '${LARGE_MERCHANT}' end`,
    dialect: `case when i % 2 = 0 then '${USUAL_DIALECT}' end`,
    subject_kind: "case when i % 2 = 0 then 'invoice' end",
    subject_id: `case when i % 2 = 0 then ${KEY} end`,
  },
};

/** A million rows take longer than a statement otherwise may. */
const PATIENCE: Readonly<Record<EngineName, string>> = {
  sqlite: '',
  postgres: "select set_config('statement_timeout', '0', true);",
};

/**
 * Fills every table that grows, with so many rows; those that `rowsOf` names, with as many as it says. Its triggers are gone
 * afterwards: what they hold is no matter here, and takes long.
 */
export async function fillTables(
  store: Store,
  rows: number,
  rowsOf: Readonly<Record<string, number>> = {},
): Promise<void> {
  await store.exec(await withoutTriggers(store));
  const small = Object.entries(SMALL).map(
    ([table, columns]) => [table, columns, OTHER_MERCHANTS + 1] as const,
  );
  const large = Object.entries(LARGE).map(
    ([table, columns]) => [table, columns, rowsOf[table] ?? rows] as const,
  );
  const insertions = [...small, ...large].map(([table, columns, count]) =>
    insertion(store.engine, table, columns, count),
  );
  await store.exec(`${PATIENCE[store.engine]} ${insertions.join(';\n')}`);
}

/** What PostgreSQL finds out by itself, in time. SQLite is told with the schema, once and for all. */
export async function gatherStatistics(store: Store): Promise<void> {
  if (store.engine === 'postgres') await store.exec(`${PATIENCE.postgres} analyze`);
}

const FILLED_TABLES: readonly string[] = [...Object.keys(SMALL), ...Object.keys(LARGE)];

async function withoutTriggers(store: Store): Promise<string> {
  if (store.engine === 'postgres') {
    return FILLED_TABLES.map((table) => `alter table ${table} disable trigger all`).join('; ');
  }
  const triggers = await store.all("select name from sqlite_schema where type = 'trigger'");
  return triggers.map(({ name }) => `drop trigger ${name}`).join('; ');
}

const BYTES_TYPE: Readonly<Record<EngineName, string>> = { sqlite: 'as blob', postgres: 'as bytea' };

function insertion(engine: EngineName, table: string, columns: Columns, rows: number): string {
  const values = Object.values(columns).join(', ').replaceAll('as bytes', BYTES_TYPE[engine]);
  return `insert into ${table} (${Object.keys(columns).join(', ')})
    with recursive places (i) as (select 1 union all select i + 1 from places where i < ${rows})
    select ${values} from places`;
}
