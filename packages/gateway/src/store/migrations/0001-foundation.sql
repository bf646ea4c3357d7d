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

-- What a request was answered, for its repeats. The row is the request's claim as well: status 0 until the work is done, which no
-- other transaction ever sees.
create table answers (
  merchant_id text not null,
  dialect text not null,
  request_key text not null,
  fingerprint text not null,
  status bigint not null check (status = 0 or status between 100 and 599),
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
