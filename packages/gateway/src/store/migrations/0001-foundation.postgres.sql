-- In the order in which they happened: of one payment for sure, because who changes it locks it. One tree, written at its end.
create table outbox (
  sequence bigint generated always as identity,
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  kind text collate "C" not null,
  subject_id text collate "C" not null,
  data text collate "C" not null,
  created_at bigint not null,
  primary key (merchant_id, sequence)
);

create function refuse() returns trigger language plpgsql as $$
begin
  raise exception '%', tg_argv[0] using errcode = 'integrity_constraint_violation';
end $$;

create trigger credentials_stay_revoked before update on credentials
  for each row when (old.state = 'revoked') execute function refuse('a revoked credential never changes');

create trigger replay_counters_grow before update on replay_counters
  for each row when (new.last_microseconds <= old.last_microseconds)
  execute function refuse('a replay counter only grows');
