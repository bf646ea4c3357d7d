CREATE TABLE abnormal_payments (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  subject_kind text not null check (subject_kind in ('invoice', 'virtual_account')),
  subject_id text not null,
  deposit_id text not null,
  kind text not null check (kind in ('over', 'under', 'late', 'wrong_asset')),
  asset text not null,
  amount_minor integer not null check (amount_minor > 0),
  refunding_minor integer not null check (refunding_minor between 0 and amount_minor),
  refunded_minor integer not null check (refunded_minor between 0 and refunding_minor),
  state text not null check (state in ('open', 'accepted', 'refunded')),
  created_at integer not null,
  updated_at integer not null,
  primary key (merchant_id, id),
  unique (merchant_id, subject_id, kind, deposit_id)
) strict, without rowid;

CREATE INDEX abnormal_payments_by_dialect on abnormal_payments (merchant_id, dialect, id);

CREATE INDEX abnormal_payments_by_state on abnormal_payments (merchant_id, dialect, state, id);

CREATE TRIGGER abnormal_payments_keep before update on abnormal_payments
when new.merchant_id <> old.merchant_id or new.subject_kind <> old.subject_kind or new.subject_id <> old.subject_id
  or new.deposit_id <> old.deposit_id or new.kind <> old.kind or new.asset <> old.asset
  or new.amount_minor <> old.amount_minor
begin select raise(abort, 'what an abnormal payment is of never changes'); end;

CREATE TRIGGER abnormal_payments_stay before delete on abnormal_payments
begin select raise(abort, 'abnormal payments are never taken away'); end;

CREATE TRIGGER abnormal_payments_stay_ended before update of state on abnormal_payments
when old.state <> 'open' and new.state <> old.state
begin select raise(abort, 'an abnormal payment that was accepted or refunded stays so'); end;

CREATE TABLE accounts (
  merchant_id text not null references merchants (merchant_id),
  asset text not null,
  purpose text not null check (purpose in ('available', 'held', 'pending', 'fees', 'rail', 'exchange')),
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
  status integer not null check (status = 0 or status between 100 and 599),
  content blob not null,
  sealed integer not null check (sealed in (0, 1)),
  expires_at integer not null,
  primary key (merchant_id, dialect, request_key)
) strict, without rowid;

CREATE INDEX answers_by_expiry on answers (expires_at);

CREATE TABLE callback_attempts (
  merchant_id text not null,
  callback_id text not null,
  id text not null,
  round integer not null,
  number integer not null check (number > 0),
  at integer not null,
  duration_milliseconds integer not null,
  status integer,
  failure text,
  sent blob not null,
  primary key (merchant_id, callback_id, id)
) strict, without rowid;

CREATE TABLE callback_endpoints (
  merchant_id text not null,
  dialect text not null,
  name text not null check (name <> ''),
  kind text not null check (kind in ('account', 'payments')),
  url text,
  state text not null check (state in ('active', 'paused', 'unset')),
  reason text,
  schedule text,
  failing_since integer,
  failures integer not null check (failures >= 0),
  held_until integer not null,
  due_at integer,
  lease text,
  leased_until integer not null,
  created_at integer not null,
  updated_at integer not null,
  primary key (merchant_id, dialect, name),
  check ((state = 'unset') = (kind = 'account' and url is null)),
  check ((state = 'paused') = (reason is not null)),
  check ((failing_since is null) = (failures = 0))
) strict, without rowid;

CREATE INDEX callback_endpoints_due on callback_endpoints (due_at) where state = 'active' and failing_since is null;

CREATE INDEX callback_endpoints_failing_due on callback_endpoints (due_at) where state = 'active' and failing_since is not null;

CREATE INDEX callback_endpoints_paused on callback_endpoints (merchant_id, dialect, name) where state = 'paused';

CREATE TABLE callbacks (
  merchant_id text not null,
  id text not null,
  sequence integer not null,
  dialect text not null,
  kind text not null,
  subject_id text not null,
  state text not null check (state in ('unrendered', 'pending', 'delivered', 'exhausted')),
  endpoint text,
  event_id text,
  content blob,
  due_at integer,
  round integer not null check (round > 0),
  tried integer not null check (tried >= 0),
  first_at integer,
  attempts integer not null check (attempts >= 0),
  failure text,
  created_at integer not null,
  updated_at integer not null,
  primary key (merchant_id, id),
  check ((state = 'unrendered') = (content is null)),
  check ((content is null) = (endpoint is null)),
  check ((content is null) = (event_id is null)),
  check ((state in ('unrendered', 'pending')) = (due_at is not null))
) strict, without rowid;

CREATE INDEX callbacks_by_dialect on callbacks (merchant_id, dialect, id);

CREATE INDEX callbacks_by_subject on callbacks (merchant_id, subject_id, id);

CREATE INDEX callbacks_due on callbacks (merchant_id, dialect, endpoint, due_at, sequence) where state = 'pending';

CREATE INDEX callbacks_not_delivered on callbacks (merchant_id, state, id) where state <> 'delivered';

CREATE INDEX callbacks_of_dialect_not_delivered on callbacks (merchant_id, dialect, state, id) where state <> 'delivered';

CREATE INDEX callbacks_unrendered on callbacks (due_at, sequence) where content is null;

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

CREATE TABLE deposits (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  rail text not null,
  external_id text not null check (external_id <> ''),
  subject_kind text not null check (subject_kind in ('invoice', 'virtual_account')),
  subject_id text not null,
  asset text not null,
  amount_minor integer not null check (amount_minor > 0),
  state text not null check (state in ('seen', 'confirmed', 'rejected')),
  counted integer not null check (counted in (0, 1)),
  sender text,
  occurred_at integer not null,
  created_at integer not null,
  updated_at integer not null,
  primary key (merchant_id, id),
  unique (rail, external_id)
) strict, without rowid;

CREATE INDEX deposits_by_subject on deposits (merchant_id, subject_id, id);

CREATE TRIGGER deposits_keep before update on deposits
when new.merchant_id <> old.merchant_id or new.rail <> old.rail or new.external_id <> old.external_id
  or new.subject_kind <> old.subject_kind or new.subject_id <> old.subject_id or new.asset <> old.asset
  or new.amount_minor <> old.amount_minor or new.counted <> old.counted
begin select raise(abort, 'a deposit is what it was when it was first heard of'); end;

CREATE TRIGGER deposits_stay before delete on deposits
begin select raise(abort, 'deposits are never taken away'); end;

CREATE TRIGGER deposits_stay_decided before update of state on deposits
when old.state <> 'seen' and new.state <> old.state
begin select raise(abort, 'a deposit that was confirmed or rejected stays so'); end;

CREATE TABLE due_work (
  due_at integer not null,
  id text not null,
  merchant_id text not null,
  dialect text not null,
  kind text not null check (kind <> ''),
  subject_id text not null,
  attempts integer not null check (attempts >= 0),
  primary key (due_at, id)
) strict, without rowid;

CREATE TABLE fees (
  merchant_id text not null,
  operation text not null check (operation <> ''),
  asset text not null,
  fixed_minor integer not null check (fixed_minor >= 0),
  proportion_millionths integer not null check (proportion_millionths between 0 and 1000000),
  minimum_minor integer not null check (minimum_minor >= 0),
  maximum_minor integer check (maximum_minor >= minimum_minor),
  primary key (merchant_id, operation, asset)
) strict, without rowid;

CREATE TABLE invoices (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  order_number text check (order_number <> ''),
  fingerprint text not null,
  shop_id text,
  priced_asset text not null,
  priced_minor integer not null check (priced_minor > 0),
  due_asset text,
  due_minor integer check (due_minor > 0),
  tolerance_minor integer not null check (tolerance_minor >= 0),
  rate text,
  rate_expires_at integer,
  network text,
  address text,
  address_kind text check (address_kind in ('transparent', 'shielded')),
  address_expires_at integer,
  state text not null check (state in ('pending', 'confirming', 'paid', 'expired', 'cancelled')),
  exception text not null check (exception in ('none', 'partial', 'over', 'late')),
  received_minor integer not null check (received_minor >= 0),
  confirmed_minor integer not null check (confirmed_minor between 0 and received_minor),
  captured_minor integer not null check (captured_minor between 0 and received_minor),
  refunding_minor integer not null check (refunding_minor between 0 and captured_minor),
  description text not null,
  created_at integer not null,
  expires_at integer not null check (expires_at > created_at),
  watched_until integer not null check (watched_until >= expires_at),
  updated_at integer not null,
  paid_at integer,
  payer blob,
  extra text not null,
  primary key (merchant_id, dialect, id),
  unique (merchant_id, dialect, number),
  unique (merchant_id, dialect, order_number),
  check ((due_asset is null) = (due_minor is null)),
  check (tolerance_minor = 0 or tolerance_minor < due_minor),
  check (address is null or (network is not null and due_asset is not null)),
  check ((state = 'paid') = (paid_at is not null)),
  check (state <> 'paid' or captured_minor > 0)
) strict, without rowid;

CREATE INDEX invoices_by_shop on invoices (merchant_id, shop_id, id) where shop_id is not null;

CREATE INDEX invoices_by_shop_and_state on invoices (merchant_id, dialect, shop_id, state, id)
  where shop_id is not null and state <> 'pending';

CREATE INDEX invoices_by_state on invoices (merchant_id, dialect, state, id) where state <> 'pending';

CREATE INDEX invoices_part_paid on invoices (merchant_id, dialect, id)
  where state in ('pending', 'expired') and received_minor > 0;

CREATE TRIGGER invoices_keep_terms before update of due_asset, due_minor on invoices
when (new.due_asset is not old.due_asset or new.due_minor is not old.due_minor)
  and (old.state <> 'pending' or old.received_minor > 0)
begin select raise(abort, 'what is due does not change once it was received or has ended'); end;

CREATE TRIGGER invoices_stay_ended before update of state on invoices
when old.state in ('paid', 'expired', 'cancelled') and new.state <> old.state
begin select raise(abort, 'an invoice that has ended stays so'); end;

CREATE TABLE ledger_heads (
  merchant_id text primary key references merchants (merchant_id),
  position integer not null check (position >= 0),
  posted_at integer not null,
  hash blob not null
) strict, without rowid;

CREATE TRIGGER ledger_heads_advance before update on ledger_heads
when new.position <> old.position + 1 or new.merchant_id <> old.merchant_id
begin select raise(abort, 'a ledger only grows, by one transfer at a time'); end;

CREATE TRIGGER ledger_heads_keep before delete on ledger_heads
begin select raise(abort, 'a ledger is never taken away'); end;

CREATE TRIGGER ledger_heads_start before insert on ledger_heads
when new.position <> 0
begin select raise(abort, 'a ledger starts empty'); end;

CREATE TABLE merchants (
  merchant_id text primary key,
  name text not null check (name <> ''),
  created_at integer not null
) strict, without rowid;

CREATE TRIGGER merchants_get_ledger after insert on merchants
begin
  insert into ledger_heads (merchant_id, position, posted_at, hash) values (new.merchant_id, 0, 0, zeroblob(32));
end;

CREATE TABLE migrations (number integer primary key, name text not null, digest text not null);

CREATE TABLE outbox (
  sequence integer primary key,
  merchant_id text not null,
  id text not null,
  dialect text not null,
  kind text not null,
  subject_id text not null,
  data text not null,
  created_at integer not null
) strict;

CREATE TABLE outbox_gaps (
  first_sequence integer not null primary key,
  last_sequence integer not null check (last_sequence >= first_sequence),
  seen_at integer not null,
  look_at integer not null
) strict, without rowid;

CREATE INDEX outbox_gaps_to_look_at on outbox_gaps (look_at);

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
  kind text not null check (kind in ('payout', 'settlement')),
  number text not null check (number <> ''),
  reference text not null check (reference <> ''),
  fingerprint text not null,
  source_asset text not null,
  source_minor integer not null check (source_minor > 0),
  fee_minor integer not null check (fee_minor >= 0),
  asset text not null,
  amount_minor integer not null check (amount_minor > 0),
  rate text,
  state text not null check (
    state in ('created', 'confirmed', 'review', 'sent', 'completed', 'failed', 'returned', 'expired', 'cancelled')
  ),
  confirm_by integer,
  released_at integer,
  reason text,
  external_id text,
  beneficiary blob not null,
  destination blob not null,
  created_at integer not null,
  updated_at integer not null,
  extra text not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, number),
  unique (merchant_id, dialect, reference),
  check (source_asset <> asset or source_minor = amount_minor),
  check (released_at is not null or state not in ('sent', 'completed', 'returned')),
  check (released_at is not null or external_id is null)
) strict, without rowid;

CREATE INDEX payouts_by_dialect on payouts (merchant_id, dialect, id);

CREATE INDEX payouts_by_dialect_and_state on payouts (merchant_id, dialect, state, id);

CREATE INDEX payouts_by_state on payouts (merchant_id, state, id);

CREATE INDEX payouts_settling on payouts (merchant_id, id) where kind = 'settlement';

CREATE TRIGGER payouts_keep_terms before update on payouts
when new.source_asset <> old.source_asset or new.source_minor <> old.source_minor or new.fee_minor <> old.fee_minor
  or new.asset <> old.asset or new.amount_minor <> old.amount_minor or new.destination <> old.destination
  or new.released_at is null and old.released_at is not null
begin select raise(abort, 'what a payout pays never changes'); end;

CREATE TRIGGER payouts_stay_ended before update of state on payouts
when new.state <> old.state and (
  old.state in ('failed', 'returned', 'expired', 'cancelled') or (old.state = 'completed' and new.state <> 'returned')
)
begin select raise(abort, 'a payout that has ended stays so'); end;

CREATE TABLE postings (
  merchant_id text not null,
  position integer not null,
  asset text not null,
  purpose text not null,
  amount_minor integer not null check (amount_minor <> 0),
  balance_minor integer not null,
  posted_at integer not null,
  primary key (merchant_id, position, asset, purpose),
  foreign key (merchant_id, position) references transfers (merchant_id, position) deferrable initially deferred
) strict, without rowid;

CREATE INDEX postings_by_account on postings (merchant_id, asset, purpose, posted_at, position);

CREATE TRIGGER postings_keep before update on postings
begin select raise(abort, 'postings never change'); end;

CREATE TRIGGER postings_sealed before insert on postings
when not exists (select 1 from ledger_heads where merchant_id = new.merchant_id and position = new.position - 1)
begin select raise(abort, 'only the next transfer takes postings'); end;

CREATE TRIGGER postings_stay before delete on postings
begin select raise(abort, 'postings never change'); end;

CREATE TABLE quotes (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  operation text not null check (operation <> ''),
  source_asset text not null,
  source_minor integer not null check (source_minor > 0),
  asset text not null,
  amount_minor integer not null check (amount_minor > 0),
  fee_minor integer not null check (fee_minor >= 0),
  rate text,
  created_at integer not null,
  expires_at integer not null check (expires_at > created_at),
  payout_id text,
  extra text not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, number)
) strict, without rowid;

CREATE TRIGGER quotes_serve_once before update on quotes
when old.payout_id is not null
begin select raise(abort, 'a quote is used once'); end;

CREATE TABLE rail_pool (
  place text not null check (place <> ''),
  variant text not null check (variant <> ''),
  identifier text not null check (identifier <> ''),
  id text not null,
  holder text check (holder <> ''),
  added_at integer not null,
  taken_at integer,
  merchant_id text,
  dialect text,
  subject_kind text check (subject_kind in ('invoice', 'virtual_account')),
  subject_id text,
  primary key (place, variant, identifier),
  check ((taken_at is null) = (subject_id is null)),
  check ((merchant_id is null) = (subject_id is null)),
  check ((dialect is null) = (subject_id is null)),
  check ((subject_kind is null) = (subject_id is null))
) strict, without rowid;

CREATE INDEX rail_pool_free on rail_pool (place, variant, id) where subject_id is null;

CREATE UNIQUE INDEX rail_pool_taken on rail_pool (merchant_id, subject_id, place) where subject_id is not null;

CREATE TABLE rates (
  quote_asset text not null,
  base_asset text not null check (base_asset <> quote_asset),
  rate text not null,
  source text not null check (source <> ''),
  quoted_at integer not null,
  expires_at integer check (expires_at > quoted_at),
  primary key (quote_asset, base_asset)
) strict, without rowid;

CREATE TABLE refunds (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  reference text not null check (reference <> ''),
  fingerprint text not null,
  invoice_id text,
  abnormal_id text,
  asset text not null,
  amount_minor integer not null check (amount_minor > 0),
  state text not null check (state in ('requested', 'running', 'done', 'failed', 'cancelled')),
  reason text,
  destination blob not null,
  external_id text,
  created_at integer not null,
  updated_at integer not null,
  extra text not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, number),
  unique (merchant_id, dialect, reference),
  check (invoice_id is not null or abnormal_id is not null)
) strict, without rowid;

CREATE INDEX refunds_by_abnormal_payment on refunds (merchant_id, abnormal_id, id) where abnormal_id is not null;

CREATE INDEX refunds_by_dialect on refunds (merchant_id, dialect, id);

CREATE INDEX refunds_by_dialect_and_state on refunds (merchant_id, dialect, state, id);

CREATE INDEX refunds_by_invoice on refunds (merchant_id, invoice_id, id);

CREATE INDEX refunds_by_state on refunds (merchant_id, state, id);

CREATE TRIGGER refunds_add_to_abnormal_payment after insert on refunds
when new.abnormal_id is not null
begin
  update abnormal_payments set refunding_minor = refunding_minor + new.amount_minor
  where merchant_id = new.merchant_id and id = new.abnormal_id and dialect = new.dialect and asset = new.asset
    and state = 'open' and new.invoice_id is (case subject_kind when 'invoice' then subject_id end);
  select raise(abort, 'a refund is of an abnormal payment of its merchant that is open') where changes() = 0;
end;

CREATE TRIGGER refunds_add_to_invoice after insert on refunds
when new.abnormal_id is null
begin
  update invoices set refunding_minor = refunding_minor + new.amount_minor
  where merchant_id = new.merchant_id and dialect = new.dialect and id = new.invoice_id and due_asset = new.asset;
  select raise(abort, 'a refund is of money that an invoice of its merchant captured') where changes() = 0;
end;

CREATE TRIGGER refunds_begin before insert on refunds
when new.state <> 'requested'
begin select raise(abort, 'a refund begins as requested'); end;

CREATE TRIGGER refunds_end after update of state on refunds
when new.state in ('failed', 'cancelled') and old.state not in ('failed', 'cancelled')
begin
  update invoices set refunding_minor = refunding_minor - new.amount_minor
  where new.abnormal_id is null and merchant_id = new.merchant_id and dialect = new.dialect and id = new.invoice_id;
  update abnormal_payments set refunding_minor = refunding_minor - new.amount_minor
  where merchant_id = new.merchant_id and id = new.abnormal_id;
end;

CREATE TRIGGER refunds_keep_terms before update on refunds
when new.merchant_id <> old.merchant_id or new.dialect <> old.dialect or new.invoice_id is not old.invoice_id
  or new.abnormal_id is not old.abnormal_id or new.asset <> old.asset or new.amount_minor <> old.amount_minor
  or new.destination <> old.destination
begin select raise(abort, 'what a refund pays never changes'); end;

CREATE TRIGGER refunds_stay before delete on refunds
when old.state <> 'requested'
begin select raise(abort, 'a refund that was begun is never taken away'); end;

CREATE TRIGGER refunds_stay_ended before update of state on refunds
when old.state in ('done', 'failed', 'cancelled') and new.state <> old.state
begin select raise(abort, 'a refund that has ended stays so'); end;

CREATE TRIGGER refunds_succeed after update of state on refunds
when new.state = 'done' and old.state <> 'done'
begin
  update abnormal_payments set refunded_minor = refunded_minor + new.amount_minor
  where merchant_id = new.merchant_id and id = new.abnormal_id;
end;

CREATE TRIGGER refunds_taken_back after delete on refunds
begin
  update invoices set refunding_minor = refunding_minor - old.amount_minor
  where old.abnormal_id is null and merchant_id = old.merchant_id and dialect = old.dialect and id = old.invoice_id;
  update abnormal_payments set refunding_minor = refunding_minor - old.amount_minor
  where merchant_id = old.merchant_id and id = old.abnormal_id;
end;

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
  position integer not null check (position > 0),
  kind text not null check (kind <> ''),
  reference text not null check (reference <> ''),
  phase text not null check (phase in ('posted', 'pending', 'completion', 'void')),
  resolves_position integer check (resolves_position < position),
  posted_at integer not null,
  hash blob not null,
  primary key (merchant_id, position),
  unique (merchant_id, reference),
  unique (merchant_id, resolves_position),
  foreign key (merchant_id, resolves_position) references transfers (merchant_id, position),
  check ((phase in ('completion', 'void')) = (resolves_position is not null))
) strict, without rowid;

CREATE TRIGGER transfers_keep before update on transfers
begin select raise(abort, 'transfers never change'); end;

CREATE TRIGGER transfers_resolve after insert on transfers
when new.resolves_position is not null
begin
  select raise(abort, 'only a pending transfer is completed or voided')
  where not exists (
    select 1 from transfers
    where merchant_id = new.merchant_id and position = new.resolves_position and phase = 'pending'
  );
  select raise(abort, 'a completion takes what the pending transfer credited, a void undoes all of it')
  where exists (
    select 1 from postings where merchant_id = new.merchant_id and position in (new.position, new.resolves_position)
    group by asset, purpose
    having sum(amount_minor) <> 0
      and (new.phase = 'void' or sum(case when position = new.resolves_position then amount_minor else 0 end) > 0)
  );
end;

CREATE TRIGGER transfers_seal after insert on transfers
begin
  update ledger_heads set position = new.position, posted_at = new.posted_at, hash = new.hash
  where merchant_id = new.merchant_id and position = new.position - 1 and posted_at <= new.posted_at;
  select raise(abort, 'a transfer follows the one before it, in position and in time') where changes() = 0;
  select raise(abort, 'the postings of a transfer are two or more, of its time, sum to zero in each asset and lead to the balance of their account')
  where (
    select count(*) < 2 or max(posting.posted_at <> new.posted_at)
      or max(posting.balance_minor is not account.balance_minor)
    from postings as posting left join accounts as account using (merchant_id, asset, purpose)
    where posting.merchant_id = new.merchant_id and posting.position = new.position
  ) or exists (
    select 1 from postings where merchant_id = new.merchant_id and position = new.position
    group by asset having sum(amount_minor) <> 0
  );
end;

CREATE TRIGGER transfers_stay before delete on transfers
begin select raise(abort, 'transfers never change'); end;

CREATE TABLE virtual_accounts (
  merchant_id text not null,
  id text not null,
  dialect text not null,
  number text not null check (number <> ''),
  reference text not null check (reference <> ''),
  fingerprint text not null,
  holder text not null check (holder in ('merchant', 'customer')),
  asset text not null,
  fixed_minor integer check (fixed_minor > 0),
  bank text not null check (bank <> ''),
  account_number text not null check (account_number <> ''),
  person blob not null,
  state text not null check (state in ('active', 'closed', 'expired')),
  received_minor integer not null check (received_minor >= 0),
  created_at integer not null,
  expires_at integer check (expires_at > created_at),
  updated_at integer not null,
  extra text not null,
  primary key (merchant_id, id),
  unique (merchant_id, dialect, number),
  unique (merchant_id, dialect, reference),
  unique (merchant_id, account_number, bank)
) strict, without rowid;

CREATE INDEX virtual_accounts_by_dialect on virtual_accounts (merchant_id, dialect, id);

CREATE INDEX virtual_accounts_by_state on virtual_accounts (merchant_id, dialect, state, id);

CREATE INDEX virtual_accounts_own on virtual_accounts (merchant_id, dialect, id) where holder = 'merchant';

CREATE TRIGGER virtual_accounts_begin before insert on virtual_accounts
when new.state <> 'active' or new.received_minor <> 0
begin select raise(abort, 'a virtual account begins active and empty'); end;

CREATE TRIGGER virtual_accounts_keep_terms before update on virtual_accounts
when new.merchant_id <> old.merchant_id or new.dialect <> old.dialect or new.asset <> old.asset
  or new.fixed_minor is not old.fixed_minor or new.bank <> old.bank or new.account_number <> old.account_number
  or new.received_minor < old.received_minor
begin select raise(abort, 'what a virtual account takes never changes, and what it has received stays received'); end;

CREATE TRIGGER virtual_accounts_stay_ended before update of state on virtual_accounts
when old.state <> 'active' and new.state <> old.state
begin select raise(abort, 'a virtual account that has ended stays so'); end;
