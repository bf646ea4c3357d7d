-- The books: a transfer's postings are written first, and the transfer seals them.
create function transfers_seal() returns trigger language plpgsql as $$
begin
  if (select count(*) from postings where merchant_id = new.merchant_id and position = new.position) < 2
    or exists (
      select 1 from postings where merchant_id = new.merchant_id and position = new.position
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
  if exists (select 1 from transfers where merchant_id = new.merchant_id and position = new.position) then
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

create trigger invoices_stay_ended before update of state on invoices
  for each row when (old.state in ('paid', 'expired', 'cancelled') and new.state <> old.state)
  execute function refuse('an invoice that has ended stays so');
