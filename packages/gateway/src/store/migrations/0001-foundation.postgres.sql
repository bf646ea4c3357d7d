create function refuse() returns trigger language plpgsql as $$
begin
  raise exception '%', tg_argv[0] using errcode = 'integrity_constraint_violation';
end $$;

create trigger credentials_stay_revoked before update on credentials
  for each row when (old.state = 'revoked') execute function refuse('a revoked credential never changes');

create trigger replay_counters_grow before update on replay_counters
  for each row when (new.last_microseconds <= old.last_microseconds)
  execute function refuse('a replay counter only grows');
