-- Times are Unix milliseconds, amounts minor units, flags 0 or 1, ids UUIDv7. merchant_id leads every primary key, so that
-- a distributed PostgreSQL can keep each merchant's rows together.

-- What belongs to the gateway itself, sealed where it is secret.
create table settings (
  name text primary key,
  value bytes not null,
  updated_at bigint not null
);

create table merchants (
  merchant_id text primary key,
  name text not null check (name <> ''),
  created_at bigint not null
);

create table credentials (
  merchant_id text not null references merchants (merchant_id),
  id text not null,
  dialect text not null check (dialect <> ''),
  kind text not null check (kind <> ''),
  key_id text not null check (key_id <> ''),
  login_id text check (login_id <> ''),
  public_fields text not null,
  sealed_fields bytes not null,
  allowlist text not null,
  state text not null check (state in ('live', 'revoked')),
  created_at bigint not null,
  expires_at bigint,
  revoked_at bigint,
  primary key (merchant_id, id),
  check ((state = 'revoked') = (revoked_at is not null))
);
-- Requests are looked up by these before their merchant is known. A revoked key's id may be used again.
create unique index credentials_by_key on credentials (dialect, key_id) where state = 'live';
create unique index credentials_by_login on credentials (dialect, login_id) where state = 'live';

create table tokens (
  merchant_id text not null,
  credential_id text not null,
  hash bytes not null,
  created_at bigint not null,
  expires_at bigint not null check (expires_at > created_at),
  primary key (merchant_id, credential_id, hash),
  foreign key (merchant_id, credential_id) references credentials (merchant_id, id)
);
create unique index tokens_by_hash on tokens (hash);
create index tokens_by_expiry on tokens (expires_at);

create table replay_claims (
  merchant_id text not null,
  credential_id text not null,
  rule text not null,
  value text not null,
  expires_at bigint not null,
  primary key (merchant_id, credential_id, rule, value)
);
create index replay_claims_by_expiry on replay_claims (expires_at);

create table replay_counters (
  merchant_id text not null,
  credential_id text not null,
  last_microseconds bigint not null check (last_microseconds >= 0),
  primary key (merchant_id, credential_id)
);

create table answers (
  merchant_id text not null,
  dialect text not null,
  request_key text not null,
  fingerprint text not null,
  status bigint not null check (status between 100 and 599),
  content bytes not null,
  sealed bigint not null check (sealed in (0, 1)),
  expires_at bigint not null,
  primary key (merchant_id, dialect, request_key)
);
create index answers_by_expiry on answers (expires_at);

create table shops (
  merchant_id text not null references merchants (merchant_id),
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  name text not null,
  url text,
  confirmed bigint not null check (confirmed in (0, 1)),
  created_at bigint not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, number)
);

create table invoices (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  order_number text check (order_number <> ''),
  shop_id text,
  priced_asset text not null,
  priced_minor bigint not null check (priced_minor > 0),
  due_asset text,
  due_minor bigint check (due_minor > 0),
  rate text,
  network text,
  address text,
  address_kind text check (address_kind in ('transparent', 'shielded')),
  address_expires_at bigint,
  state text not null check (state in ('pending', 'confirming', 'paid', 'cancelled')),
  received_minor bigint not null check (received_minor >= 0),
  description text not null,
  created_at bigint not null,
  expires_at bigint not null check (expires_at > created_at),
  updated_at bigint not null,
  paid_at bigint,
  payer bytes,
  extra text not null,
  primary key (merchant_id, dialect, id),
  unique (merchant_id, dialect, number),
  unique (merchant_id, dialect, order_number),
  check ((due_asset is null) = (due_minor is null)),
  check (address is null or (network is not null and due_asset is not null)),
  check ((state = 'paid') = (paid_at is not null))
);
-- Lists are by id, which is by creation. What waits is listed by the primary key: an index of its own would cost each new
-- invoice a fifth more, and most that wait are new.
create index invoices_by_state on invoices (merchant_id, dialect, state, id) where state <> 'pending';
create index invoices_part_paid on invoices (merchant_id, dialect, id) where state = 'pending' and received_minor > 0;
create index invoices_by_shop on invoices (merchant_id, shop_id, id) where shop_id is not null;

create table payouts (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  reference text not null check (reference <> ''),
  asset text not null,
  amount_minor bigint not null check (amount_minor > 0),
  fee_minor bigint not null check (fee_minor >= 0),
  state text not null check (state in ('created', 'sent', 'completed', 'failed', 'returned')),
  beneficiary bytes not null,
  created_at bigint not null,
  updated_at bigint not null,
  extra text not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, number),
  unique (merchant_id, dialect, reference)
);

create table parties (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  kind text not null check (kind <> ''),
  number text not null check (number <> ''),
  form bytes not null,
  created_at bigint not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, kind, number)
);

-- The latest of each pair, for all merchants.
create table rates (
  quote_asset text not null,
  base_asset text not null check (base_asset <> quote_asset),
  rate text not null,
  source text not null,
  quoted_at bigint not null,
  primary key (quote_asset, base_asset)
);

create table fees (
  merchant_id text not null references merchants (merchant_id),
  operation text not null,
  asset text not null,
  fixed_minor bigint not null check (fixed_minor >= 0),
  primary key (merchant_id, operation, asset)
);

create table outbox (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  kind text not null,
  subject_id text not null,
  data text not null,
  created_at bigint not null,
  primary key (merchant_id, id)
);

create table accounts (
  merchant_id text not null references merchants (merchant_id),
  asset text not null,
  purpose text not null,
  balance_minor bigint not null,
  may_be_negative bigint not null check (may_be_negative in (0, 1)),
  primary key (merchant_id, asset, purpose),
  check (balance_minor >= 0 or may_be_negative = 1)
);

create table transfers (
  merchant_id text not null,
  id text not null,
  kind text not null check (kind <> ''),
  reference text not null check (reference <> ''),
  created_at bigint not null,
  primary key (merchant_id, id),
  unique (merchant_id, reference)
);

-- Written before their transfer, which seals them: see the triggers.
create table postings (
  merchant_id text not null,
  transfer_id text not null,
  line bigint not null,
  asset text not null,
  purpose text not null,
  amount_minor bigint not null check (amount_minor <> 0),
  primary key (merchant_id, transfer_id, line),
  foreign key (merchant_id, transfer_id) references transfers (merchant_id, id) deferrable initially deferred
);
