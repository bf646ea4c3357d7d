CREATE TABLE accounts (
  merchant_id text not null references merchants (merchant_id),
  asset text not null,
  purpose text not null,
  balance_minor integer not null,
  may_be_negative integer not null check (may_be_negative in (0, 1)),
  primary key (merchant_id, asset, purpose),
  check (balance_minor >= 0 or may_be_negative = 1)
) strict, without rowid;

CREATE TABLE answers (
  merchant_id text not null,
  dialect text not null,
  request_key text not null,
  fingerprint text not null,
  status integer not null check (status between 100 and 599),
  content blob not null,
  sealed integer not null check (sealed in (0, 1)),
  expires_at integer not null,
  primary key (merchant_id, dialect, request_key)
) strict, without rowid;

CREATE INDEX answers_by_expiry on answers (expires_at);

CREATE TABLE credentials (
  merchant_id text not null references merchants (merchant_id),
  id text not null,
  dialect text not null check (dialect <> ''),
  kind text not null check (kind <> ''),
  key_id text not null check (key_id <> ''),
  login_id text check (login_id <> ''),
  public_fields text not null,
  sealed_fields blob not null,
  allowlist text not null,
  state text not null check (state in ('live', 'revoked')),
  created_at integer not null,
  expires_at integer,
  revoked_at integer,
  primary key (merchant_id, id),
  check ((state = 'revoked') = (revoked_at is not null))
) strict, without rowid;

CREATE UNIQUE INDEX credentials_by_key on credentials (dialect, key_id) where state = 'live';

CREATE UNIQUE INDEX credentials_by_login on credentials (dialect, login_id) where state = 'live';

CREATE TRIGGER credentials_stay_revoked before update on credentials
when old.state = 'revoked'
begin select raise(abort, 'a revoked credential never changes'); end;

CREATE TABLE fees (
  merchant_id text not null references merchants (merchant_id),
  operation text not null,
  asset text not null,
  fixed_minor integer not null check (fixed_minor >= 0),
  primary key (merchant_id, operation, asset)
) strict, without rowid;

CREATE TABLE invoices (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  order_number text check (order_number <> ''),
  shop_id text,
  priced_asset text not null,
  priced_minor integer not null check (priced_minor > 0),
  due_asset text,
  due_minor integer check (due_minor > 0),
  rate text,
  network text,
  address text,
  address_kind text check (address_kind in ('transparent', 'shielded')),
  address_expires_at integer,
  state text not null check (state in ('pending', 'confirming', 'paid', 'cancelled')),
  received_minor integer not null check (received_minor >= 0),
  description text not null,
  created_at integer not null,
  expires_at integer not null check (expires_at > created_at),
  updated_at integer not null,
  paid_at integer,
  payer blob,
  extra text not null,
  primary key (merchant_id, dialect, id),
  unique (merchant_id, dialect, number),
  unique (merchant_id, dialect, order_number),
  check ((due_asset is null) = (due_minor is null)),
  check (address is null or (network is not null and due_asset is not null)),
  check ((state = 'paid') = (paid_at is not null))
) strict, without rowid;

CREATE INDEX invoices_by_shop on invoices (merchant_id, shop_id, id) where shop_id is not null;

CREATE INDEX invoices_by_state on invoices (merchant_id, dialect, state, id) where state <> 'pending';

CREATE INDEX invoices_part_paid on invoices (merchant_id, dialect, id) where state = 'pending' and received_minor > 0;

CREATE TRIGGER invoices_stay_ended before update of state on invoices
when old.state in ('paid', 'cancelled') and new.state <> old.state
begin select raise(abort, 'an invoice that is paid or cancelled stays so'); end;

CREATE TABLE merchants (
  merchant_id text primary key,
  name text not null check (name <> ''),
  created_at integer not null
) strict, without rowid;

CREATE TABLE migrations (number integer primary key, name text not null, digest text not null);

CREATE TABLE outbox (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  kind text not null,
  subject_id text not null,
  data text not null,
  created_at integer not null,
  primary key (merchant_id, id)
) strict, without rowid;

CREATE TABLE parties (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  kind text not null check (kind <> ''),
  number text not null check (number <> ''),
  form blob not null,
  created_at integer not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, kind, number)
) strict, without rowid;

CREATE TABLE payouts (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  reference text not null check (reference <> ''),
  asset text not null,
  amount_minor integer not null check (amount_minor > 0),
  fee_minor integer not null check (fee_minor >= 0),
  state text not null check (state in ('created', 'sent', 'completed', 'failed', 'returned')),
  beneficiary blob not null,
  created_at integer not null,
  updated_at integer not null,
  extra text not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, number),
  unique (merchant_id, dialect, reference)
) strict, without rowid;

CREATE TABLE postings (
  merchant_id text not null,
  transfer_id text not null,
  line integer not null,
  asset text not null,
  purpose text not null,
  amount_minor integer not null check (amount_minor <> 0),
  primary key (merchant_id, transfer_id, line),
  foreign key (merchant_id, transfer_id) references transfers (merchant_id, id) deferrable initially deferred
) strict, without rowid;

CREATE TRIGGER postings_keep before update on postings
begin select raise(abort, 'postings never change'); end;

CREATE TRIGGER postings_sealed before insert on postings
when exists (select 1 from transfers where merchant_id = new.merchant_id and id = new.transfer_id)
begin select raise(abort, 'a transfer takes no further postings'); end;

CREATE TRIGGER postings_stay before delete on postings
begin select raise(abort, 'postings never change'); end;

CREATE TABLE rates (
  quote_asset text not null,
  base_asset text not null check (base_asset <> quote_asset),
  rate text not null,
  source text not null,
  quoted_at integer not null,
  primary key (quote_asset, base_asset)
) strict, without rowid;

CREATE TABLE replay_claims (
  merchant_id text not null,
  credential_id text not null,
  rule text not null,
  value text not null,
  expires_at integer not null,
  primary key (merchant_id, credential_id, rule, value)
) strict, without rowid;

CREATE INDEX replay_claims_by_expiry on replay_claims (expires_at);

CREATE TABLE replay_counters (
  merchant_id text not null,
  credential_id text not null,
  last_microseconds integer not null check (last_microseconds >= 0),
  primary key (merchant_id, credential_id)
) strict, without rowid;

CREATE TRIGGER replay_counters_grow before update on replay_counters
when new.last_microseconds <= old.last_microseconds
begin select raise(abort, 'a replay counter only grows'); end;

CREATE TABLE settings (
  name text primary key,
  value blob not null,
  updated_at integer not null
) strict, without rowid;

CREATE TABLE shops (
  merchant_id text not null references merchants (merchant_id),
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  name text not null,
  url text,
  confirmed integer not null check (confirmed in (0, 1)),
  created_at integer not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, number)
) strict, without rowid;

CREATE TABLE tokens (
  merchant_id text not null,
  credential_id text not null,
  hash blob not null,
  created_at integer not null,
  expires_at integer not null check (expires_at > created_at),
  primary key (merchant_id, credential_id, hash),
  foreign key (merchant_id, credential_id) references credentials (merchant_id, id)
) strict, without rowid;

CREATE INDEX tokens_by_expiry on tokens (expires_at);

CREATE UNIQUE INDEX tokens_by_hash on tokens (hash);

CREATE TABLE transfers (
  merchant_id text not null,
  id text not null,
  kind text not null check (kind <> ''),
  reference text not null check (reference <> ''),
  created_at integer not null,
  primary key (merchant_id, id),
  unique (merchant_id, reference)
) strict, without rowid;

CREATE TRIGGER transfers_keep before update on transfers
begin select raise(abort, 'transfers never change'); end;

CREATE TRIGGER transfers_seal before insert on transfers
when (select count(*) from postings where merchant_id = new.merchant_id and transfer_id = new.id) < 2
  or exists (
    select 1 from postings where merchant_id = new.merchant_id and transfer_id = new.id
    group by asset having sum(amount_minor) <> 0
  )
begin select raise(abort, 'the postings of a transfer are two or more and sum to zero in each asset'); end;

CREATE TRIGGER transfers_stay before delete on transfers
begin select raise(abort, 'transfers never change'); end;
