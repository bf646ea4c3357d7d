create function refuse() returns trigger language plpgsql as $$
begin
  raise exception '%', tg_argv[0] using errcode = 'integrity_constraint_violation';
end $$;

-- The books: a transfer's postings are written first, and the transfer seals them.
create function transfers_seal() returns trigger language plpgsql as $$
begin
  if (select count(*) from postings where merchant_id = new.merchant_id and transfer_id = new.id) < 2
    or exists (
      select 1 from postings where merchant_id = new.merchant_id and transfer_id = new.id
      group by asset having sum(amount_minor) <> 0
    )
  then
    raise exception 'the postings of a transfer are two or more and sum to zero in each asset'
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger transfers_seal before insert on transfers
  for each row execute function transfers_seal();

create function postings_sealed() returns trigger language plpgsql as $$
begin
  if exists (select 1 from transfers where merchant_id = new.merchant_id and id = new.transfer_id) then
    raise exception 'a transfer takes no further postings' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger postings_sealed before insert on postings
  for each row execute function postings_sealed();

create trigger transfers_keep before update or delete on transfers
  for each row execute function refuse('transfers never change');
create trigger transfers_stay before truncate on transfers
  for each statement execute function refuse('transfers never change');
create trigger postings_keep before update or delete on postings
  for each row execute function refuse('postings never change');
create trigger postings_stay before truncate on postings
  for each statement execute function refuse('postings never change');

create trigger credentials_stay_revoked before update on credentials
  for each row when (old.state = 'revoked') execute function refuse('a revoked credential never changes');

create trigger replay_counters_grow before update on replay_counters
  for each row when (new.last_microseconds <= old.last_microseconds)
  execute function refuse('a replay counter only grows');

create trigger invoices_stay_ended before update of state on invoices
  for each row when (old.state in ('paid', 'cancelled') and new.state <> old.state)
  execute function refuse('an invoice that is paid or cancelled stays so');
