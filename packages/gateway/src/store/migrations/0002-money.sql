-- The latest of each pair, for all merchants. Without an expiry it holds until it is replaced.
create table rates (
  quote_asset text not null,
  base_asset text not null check (base_asset <> quote_asset),
  rate text not null,
  source text not null check (source <> ''),
  quoted_at bigint not null,
  expires_at bigint check (expires_at > quoted_at),
  primary key (quote_asset, base_asset)
);

-- A merchant's own row goes before that of everybody, whose merchant_id is empty.
create table fees (
  merchant_id text not null,
  operation text not null check (operation <> ''),
  asset text not null,
  fixed_minor bigint not null check (fixed_minor >= 0),
  proportion_millionths bigint not null check (proportion_millionths between 0 and 1000000),
  minimum_minor bigint not null check (minimum_minor >= 0),
  maximum_minor bigint check (maximum_minor >= minimum_minor),
  primary key (merchant_id, operation, asset)
);

-- The ledger. An account's balance is the sum of its postings.
create table accounts (
  merchant_id text not null references merchants (merchant_id),
  asset text not null,
  purpose text not null check (purpose in ('available', 'held', 'pending', 'fees', 'rail', 'exchange')),
  balance_minor bigint not null,
  may_be_negative bigint not null check (may_be_negative in (0, 1)),
  primary key (merchant_id, asset, purpose),
  check (balance_minor >= 0 or may_be_negative = 1)
);

-- The end of each merchant's chain of transfers, made with the merchant. Whoever adds to the chain locks it first; inserting the
-- transfer moves it.
create table ledger_heads (
  merchant_id text primary key references merchants (merchant_id),
  position bigint not null check (position >= 0),
  posted_at bigint not null,
  hash bytes not null
);

-- Numbered from 1 for each merchant, without gaps. `hash` covers the transfer, its postings and the hash before it.
create table transfers (
  merchant_id text not null,
  position bigint not null check (position > 0),
  kind text not null check (kind <> ''),
  reference text not null check (reference <> ''),
  phase text not null check (phase in ('posted', 'pending', 'completion', 'void')),
  resolves_position bigint check (resolves_position < position),
  posted_at bigint not null,
  hash bytes not null,
  primary key (merchant_id, position),
  unique (merchant_id, reference),
  unique (merchant_id, resolves_position),
  foreign key (merchant_id, resolves_position) references transfers (merchant_id, position),
  check ((phase in ('completion', 'void')) = (resolves_position is not null))
);

-- One for each account that a transfer changes, written before the transfer, which seals them: see the triggers.
-- `balance_minor` is the account's after it, `posted_at` the transfer's.
create table postings (
  merchant_id text not null,
  position bigint not null,
  asset text not null,
  purpose text not null,
  amount_minor bigint not null check (amount_minor <> 0),
  balance_minor bigint not null,
  posted_at bigint not null,
  primary key (merchant_id, position, asset, purpose),
  foreign key (merchant_id, position) references transfers (merchant_id, position) deferrable initially deferred
);
-- Statements, and balances as of a time. Times grow with positions.
create index postings_by_account on postings (merchant_id, asset, purpose, posted_at, position);

create table invoices (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  order_number text check (order_number <> ''),
  fingerprint text not null,
  shop_id text,
  priced_asset text not null,
  priced_minor bigint not null check (priced_minor > 0),
  due_asset text,
  due_minor bigint check (due_minor > 0),
  tolerance_minor bigint not null check (tolerance_minor >= 0),
  rate text,
  rate_expires_at bigint,
  network text,
  address text,
  address_kind text check (address_kind in ('transparent', 'shielded')),
  address_expires_at bigint,
  state text not null check (state in ('pending', 'confirming', 'paid', 'expired', 'cancelled')),
  exception text not null check (exception in ('none', 'partial', 'over', 'late')),
  received_minor bigint not null check (received_minor >= 0),
  confirmed_minor bigint not null check (confirmed_minor between 0 and received_minor),
  captured_minor bigint not null check (captured_minor between 0 and received_minor),
  refunding_minor bigint not null check (refunding_minor between 0 and captured_minor),
  description text not null,
  created_at bigint not null,
  expires_at bigint not null check (expires_at > created_at),
  watched_until bigint not null check (watched_until >= expires_at),
  updated_at bigint not null,
  paid_at bigint,
  payer bytes,
  extra text not null,
  primary key (merchant_id, dialect, id),
  unique (merchant_id, dialect, number),
  unique (merchant_id, dialect, order_number),
  check ((due_asset is null) = (due_minor is null)),
  check (tolerance_minor = 0 or tolerance_minor < due_minor),
  check (address is null or (network is not null and due_asset is not null)),
  check ((state = 'paid') = (paid_at is not null)),
  check (state <> 'paid' or captured_minor > 0)
);
-- Lists are by id, which is by creation. What waits is listed by the primary key: an index of its own would cost each new
-- invoice a fifth more, and most that wait are new.
create index invoices_by_state on invoices (merchant_id, dialect, state, id) where state <> 'pending';
create index invoices_part_paid on invoices (merchant_id, dialect, id)
  where state in ('pending', 'expired') and received_minor > 0;
create index invoices_by_shop on invoices (merchant_id, shop_id, id) where shop_id is not null;
create index invoices_by_shop_and_state on invoices (merchant_id, dialect, shop_id, state, id)
  where shop_id is not null and state <> 'pending';

-- What has to happen at a time: an invoice's or virtual account's expiry, a payout's, handing a payout or refund to the rail,
-- asking the rail how it went. Whoever does it claims the row by postponing it, and takes it away when it is done: after a crash
-- it is due again. A row whose subject has moved on meanwhile does nothing.
create table due_work (
  due_at bigint not null,
  id text not null,
  merchant_id text not null,
  dialect text not null,
  kind text not null check (kind <> ''),
  subject_id text not null,
  attempts bigint not null check (attempts >= 0),
  primary key (due_at, id)
);

-- Money that came in. The rail may report it ten times: it is one row.
create table deposits (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  rail text not null,
  external_id text not null check (external_id <> ''),
  subject_kind text not null check (subject_kind in ('invoice', 'virtual_account')),
  subject_id text not null,
  asset text not null,
  amount_minor bigint not null check (amount_minor > 0),
  state text not null check (state in ('seen', 'confirmed', 'rejected')),
  counted bigint not null check (counted in (0, 1)),
  sender text,
  occurred_at bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (merchant_id, id),
  unique (rail, external_id)
);
create index deposits_by_subject on deposits (merchant_id, subject_id, id);

-- Money that came in, but not as it was asked for. Held until it is refunded or accepted.
create table abnormal_payments (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  subject_kind text not null check (subject_kind in ('invoice', 'virtual_account')),
  subject_id text not null,
  deposit_id text not null,
  kind text not null check (kind in ('over', 'under', 'late', 'wrong_asset')),
  asset text not null,
  amount_minor bigint not null check (amount_minor > 0),
  refunding_minor bigint not null check (refunding_minor between 0 and amount_minor),
  refunded_minor bigint not null check (refunded_minor between 0 and refunding_minor),
  state text not null check (state in ('open', 'accepted', 'refunded')),
  created_at bigint not null,
  updated_at bigint not null,
  primary key (merchant_id, id),
  unique (merchant_id, subject_id, kind, deposit_id)
);
create index abnormal_payments_by_dialect on abnormal_payments (merchant_id, dialect, id);
create index abnormal_payments_by_state on abnormal_payments (merchant_id, dialect, state, id);

-- Of what an invoice captured, or of an abnormal payment if there is one. That their sum stays within it is held by the triggers,
-- which keep `refunding_minor` and `refunded_minor` there.
create table refunds (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  reference text not null check (reference <> ''),
  fingerprint text not null,
  invoice_id text,
  abnormal_id text,
  asset text not null,
  amount_minor bigint not null check (amount_minor > 0),
  state text not null check (state in ('requested', 'running', 'done', 'failed', 'cancelled')),
  reason text,
  destination bytes not null,
  external_id text,
  created_at bigint not null,
  updated_at bigint not null,
  extra text not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, number),
  unique (merchant_id, dialect, reference),
  check (invoice_id is not null or abnormal_id is not null)
);
create index refunds_by_invoice on refunds (merchant_id, invoice_id, id);
create index refunds_by_abnormal_payment on refunds (merchant_id, abnormal_id, id) where abnormal_id is not null;
create index refunds_by_state on refunds (merchant_id, state, id);
create index refunds_by_dialect on refunds (merchant_id, dialect, id);
create index refunds_by_dialect_and_state on refunds (merchant_id, dialect, state, id);

-- What a payout would cost, for as long as it holds.
create table quotes (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  operation text not null check (operation <> ''),
  source_asset text not null,
  source_minor bigint not null check (source_minor > 0),
  asset text not null,
  amount_minor bigint not null check (amount_minor > 0),
  fee_minor bigint not null check (fee_minor >= 0),
  rate text,
  created_at bigint not null,
  expires_at bigint not null check (expires_at > created_at),
  payout_id text,
  extra text not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, number)
);

-- `source` and `fee` leave the merchant's balance, `amount` reaches the beneficiary. From `released_at` on the rail may have it.
create table payouts (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  kind text not null check (kind in ('payout', 'settlement')),
  number text not null check (number <> ''),
  reference text not null check (reference <> ''),
  fingerprint text not null,
  source_asset text not null,
  source_minor bigint not null check (source_minor > 0),
  fee_minor bigint not null check (fee_minor >= 0),
  asset text not null,
  amount_minor bigint not null check (amount_minor > 0),
  rate text,
  state text not null check (
    state in ('created', 'confirmed', 'review', 'sent', 'completed', 'failed', 'returned', 'expired', 'cancelled')
  ),
  confirm_by bigint,
  released_at bigint,
  reason text,
  external_id text,
  beneficiary bytes not null,
  destination bytes not null,
  created_at bigint not null,
  updated_at bigint not null,
  extra text not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, number),
  unique (merchant_id, dialect, reference),
  check (source_asset <> asset or source_minor = amount_minor),
  check (released_at is not null or state not in ('sent', 'completed', 'returned')),
  check (released_at is not null or external_id is null)
);
-- Lists are of all dialects, the operator's, or of one, a merchant's; and of all states, or of one.
create index payouts_by_state on payouts (merchant_id, state, id);
create index payouts_by_dialect on payouts (merchant_id, dialect, id);
create index payouts_by_dialect_and_state on payouts (merchant_id, dialect, state, id);
create index payouts_settling on payouts (merchant_id, id) where kind = 'settlement';

-- An account in a bank that takes money for the merchant, or for one of its customers, and for nobody else. `person` is in whose
-- name it is, and what the merchant said of them: sealed.
create table virtual_accounts (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  reference text not null check (reference <> ''),
  fingerprint text not null,
  holder text not null check (holder in ('merchant', 'customer')),
  asset text not null,
  fixed_minor bigint check (fixed_minor > 0),
  bank text not null check (bank <> ''),
  account_number text not null check (account_number <> ''),
  person bytes not null,
  state text not null check (state in ('active', 'closed', 'expired')),
  received_minor bigint not null check (received_minor >= 0),
  created_at bigint not null,
  expires_at bigint check (expires_at > created_at),
  updated_at bigint not null,
  extra text not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, number),
  unique (merchant_id, dialect, reference),
  unique (merchant_id, account_number, bank)
);
create index virtual_accounts_by_dialect on virtual_accounts (merchant_id, dialect, id);
create index virtual_accounts_by_state on virtual_accounts (merchant_id, dialect, state, id);
create index virtual_accounts_own on virtual_accounts (merchant_id, dialect, id) where holder = 'merchant';

-- What the operator gave the manual rail to announce: addresses, by network and kind, and accounts, by currency and bank. Each is
-- taken for one payment, and for no other ever after.
create table rail_pool (
  place text not null check (place <> ''),
  variant text not null check (variant <> ''),
  identifier text not null check (identifier <> ''),
  id text not null,
  holder text check (holder <> ''),
  added_at bigint not null,
  taken_at bigint,
  merchant_id text,
  dialect text,
  subject_kind text check (subject_kind in ('invoice', 'virtual_account')),
  subject_id text,
  primary key (place, variant, identifier),
  check ((taken_at is null) = (subject_id is null)),
  check ((merchant_id is null) = (subject_id is null)),
  check ((dialect is null) = (subject_id is null)),
  check ((subject_kind is null) = (subject_id is null))
);
create index rail_pool_free on rail_pool (place, variant, id) where subject_id is null;
create unique index rail_pool_taken on rail_pool (merchant_id, subject_id, place) where subject_id is not null;
