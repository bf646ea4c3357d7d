-- Numbers of the outbox that were not there when later ones were: of transactions under way, which may yet commit, or that never
-- will. They are looked at again until they surely will not. SQLite, which has one writer, never has any.
create table outbox_gaps (
  first_sequence bigint not null primary key,
  last_sequence bigint not null check (last_sequence >= first_sequence),
  seen_at bigint not null,
  look_at bigint not null
);
create index outbox_gaps_to_look_at on outbox_gaps (look_at);

-- Where callbacks go, each a queue of its own: an address that the merchant's account has for a purpose, or the server of addresses
-- that came with payments. `due_at` is when the next of its callbacks is due, or it may be sent to again; null if none waits.
-- Whoever holds the lease, by the store's clock, is the only one that sends to it.
create table callback_endpoints (
  merchant_id text not null,
  dialect text not null,
  name text not null check (name <> ''),
  kind text not null check (kind in ('account', 'payments')),
  url text,
  state text not null check (state in ('active', 'paused', 'unset')),
  reason text,
  schedule text,
  failing_since bigint,
  failures bigint not null check (failures >= 0),
  held_until bigint not null,
  due_at bigint,
  lease text,
  leased_until bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (merchant_id, dialect, name),
  check ((state = 'unset') = (kind = 'account' and url is null)),
  check ((state = 'paused') = (reason is not null)),
  check ((failing_since is null) = (failures = 0))
);
-- Those that fail wait in a line of their own.
create index callback_endpoints_due on callback_endpoints (due_at) where state = 'active' and failing_since is null;
create index callback_endpoints_failing_due on callback_endpoints (due_at) where state = 'active' and failing_since is not null;
create index callback_endpoints_paused on callback_endpoints (merchant_id, dialect, name) where state = 'paused';

-- What a merchant is told: one of each event. `content` is sealed: it has personal data. Attempts are counted in rounds, each
-- with the whole schedule; a replay begins another.
create table callbacks (
  merchant_id text not null,
  id text not null,
  sequence bigint not null,
  dialect text not null,
  kind text not null,
  subject_id text not null,
  state text not null check (state in ('unrendered', 'pending', 'delivered', 'exhausted')),
  endpoint text,
  event_id text,
  content bytes,
  due_at bigint,
  round bigint not null check (round > 0),
  tried bigint not null check (tried >= 0),
  first_at bigint,
  attempts bigint not null check (attempts >= 0),
  failure text,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (merchant_id, id),
  check ((state = 'unrendered') = (content is null)),
  check ((content is null) = (endpoint is null)),
  check ((content is null) = (event_id is null)),
  check ((state in ('unrendered', 'pending')) = (due_at is not null))
);
create index callbacks_due on callbacks (merchant_id, dialect, endpoint, due_at, sequence) where state = 'pending';
create index callbacks_unrendered on callbacks (due_at, sequence) where content is null;
-- Lists. Nearly all are delivered, so whoever asks for those goes through all.
create index callbacks_by_dialect on callbacks (merchant_id, dialect, id);
create index callbacks_by_subject on callbacks (merchant_id, subject_id, id);
create index callbacks_not_delivered on callbacks (merchant_id, state, id) where state <> 'delivered';
create index callbacks_of_dialect_not_delivered on callbacks (merchant_id, dialect, state, id) where state <> 'delivered';

-- `sent` is where it was sent and the first bytes of the answer: sealed.
create table callback_attempts (
  merchant_id text not null,
  callback_id text not null,
  id text not null,
  round bigint not null,
  number bigint not null check (number > 0),
  at bigint not null,
  duration_milliseconds bigint not null,
  status bigint,
  failure text,
  sent bytes not null,
  primary key (merchant_id, callback_id, id)
);
