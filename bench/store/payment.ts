// What one payment writes, in both programs alike: five statements, which is about what the gateway's own effects take.

export interface Payer {
  /** One payment, resolved once it is durable. */
  pay(): Promise<unknown>;
  close(): unknown;
}

const ACCOUNTS = 1_000;
/** As long as a UUID, and like version 7 in the order of its making. */
const ID_LENGTH = 36;

export const SCHEMA = `
  create table bench_claims (merchant_id text not null, key text not null, expires_at integer not null,
    primary key (merchant_id, key)) strict;
  create table bench_invoices (merchant_id text not null, id text not null, minor integer not null, content text not null,
    primary key (merchant_id, id)) strict;
  create table bench_postings (merchant_id text not null, transfer_id text not null, line integer not null,
    account integer not null, minor integer not null, primary key (merchant_id, transfer_id, line)) strict;
  create table bench_balances (account integer primary key, minor integer not null) strict;
  with recursive accounts (account) as (
    select 0 union all select account + 1 from accounts where account < ${ACCOUNTS - 1}
  )
  insert into bench_balances select account, 0 from accounts;
`;

export const CLAIM = 'insert into bench_claims values ($1, $2, $3) on conflict do nothing';
export const INVOICE = 'insert into bench_invoices values ($1, $2, $3, $4)';
export const POSTING = 'insert into bench_postings values ($1, $2, $3, $4, $5)';
export const BALANCE = 'update bench_balances set minor = minor + $1 where account = $2 returning minor';

const MERCHANT = '01890a5d-ac96-774b-bcce-b302099a8057';
const EXPIRES_AT = 1_767_225_600_000;
const CONTENT = JSON.stringify({
  orderNumber: 'A-1',
  title: 'Two tickets',
  returnUrl: 'https://shop.example/paid',
});

let payments = 0;

/** The parameters of the next payment's statements. */
export function nextPayment() {
  const id = String(payments++).padStart(ID_LENGTH, '0');
  const account = payments % ACCOUNTS;
  return {
    claim: [MERCHANT, id, EXPIRES_AT],
    invoice: [MERCHANT, id, 1_025, CONTENT],
    debit: [MERCHANT, id, 1, account, 1_025],
    credit: [MERCHANT, id, 2, (account + 1) % ACCOUNTS, -1_025],
    balance: [1_025, account],
  };
}
