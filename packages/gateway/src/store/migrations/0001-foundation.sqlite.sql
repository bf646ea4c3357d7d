create trigger credentials_stay_revoked before update on credentials
when old.state = 'revoked'
begin select raise(abort, 'a revoked credential never changes'); end;

create trigger replay_counters_grow before update on replay_counters
when new.last_microseconds <= old.last_microseconds
begin select raise(abort, 'a replay counter only grows'); end;
