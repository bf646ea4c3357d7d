-- In the order in which they happened: of one payment for sure, because who changes it locks it. One tree, written at its end.
create table outbox (
  sequence integer primary key,
  merchant_id text not null,
  id text not null,
  dialect text not null,
  kind text not null,
  subject_id text not null,
  data text not null,
  created_at integer not null
) strict;

create trigger credentials_stay_revoked before update on credentials
when old.state = 'revoked'
begin select raise(abort, 'a revoked credential never changes'); end;

create trigger replay_counters_grow before update on replay_counters
when new.last_microseconds <= old.last_microseconds
begin select raise(abort, 'a replay counter only grows'); end;
