-- The books: a transfer's postings are written first, and the transfer seals them and moves the head of its merchant's chain.
create function transfers_seal() returns trigger language plpgsql as $$
begin
  update ledger_heads set position = new.position, posted_at = new.posted_at, hash = new.hash
  where merchant_id = new.merchant_id and position = new.position - 1 and posted_at <= new.posted_at;
  if not found then
    raise exception 'a transfer follows the one before it, in position and in time'
      using errcode = 'integrity_constraint_violation';
  end if;
  if (
    select count(*) < 2 or bool_or(posting.posted_at <> new.posted_at)
      or bool_or(posting.balance_minor is distinct from account.balance_minor)
    from postings as posting left join accounts as account using (merchant_id, asset, purpose)
    where posting.merchant_id = new.merchant_id and posting.position = new.position
  ) or exists (
    select 1 from postings where merchant_id = new.merchant_id and position = new.position
    group by asset having sum(amount_minor) <> 0
  )
  then
    raise exception 'the postings of a transfer are two or more, of its time, sum to zero in each asset and lead to the balance of their account'
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger transfers_seal after insert on transfers
  for each row execute function transfers_seal();

create function transfers_resolve() returns trigger language plpgsql as $$
begin
  if not exists (
    select 1 from transfers
    where merchant_id = new.merchant_id and position = new.resolves_position and phase = 'pending'
  ) then
    raise exception 'only a pending transfer is completed or voided' using errcode = 'integrity_constraint_violation';
  end if;
  if exists (
    select 1 from postings where merchant_id = new.merchant_id and position in (new.position, new.resolves_position)
    group by asset, purpose
    having sum(amount_minor) <> 0
      and (new.phase = 'void' or sum(case when position = new.resolves_position then amount_minor else 0 end) > 0)
  ) then
    raise exception 'a completion takes what the pending transfer credited, a void undoes all of it'
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger transfers_resolve after insert on transfers
  for each row when (new.resolves_position is not null) execute function transfers_resolve();

create function postings_sealed() returns trigger language plpgsql as $$
begin
  if not exists (
    select 1 from ledger_heads where merchant_id = new.merchant_id and position = new.position - 1
  ) then
    raise exception 'only the next transfer takes postings' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger postings_sealed before insert on postings
  for each row execute function postings_sealed();

create function merchants_get_ledger() returns trigger language plpgsql as $$
begin
  insert into ledger_heads (merchant_id, position, posted_at, hash)
  values (new.merchant_id, 0, 0, decode(repeat('00', 32), 'hex'));
  return null;
end $$;
create trigger merchants_get_ledger after insert on merchants
  for each row execute function merchants_get_ledger();

create trigger ledger_heads_start before insert on ledger_heads
  for each row when (new.position <> 0) execute function refuse('a ledger starts empty');
create trigger ledger_heads_advance before update on ledger_heads
  for each row when (new.position <> old.position + 1 or new.merchant_id <> old.merchant_id)
  execute function refuse('a ledger only grows, by one transfer at a time');
create trigger ledger_heads_keep before delete on ledger_heads
  for each row execute function refuse('a ledger is never taken away');
create trigger ledger_heads_stay before truncate on ledger_heads
  for each statement execute function refuse('a ledger is never taken away');

create trigger transfers_keep before update or delete on transfers
  for each row execute function refuse('transfers never change');
create trigger transfers_stay before truncate on transfers
  for each statement execute function refuse('transfers never change');
create trigger postings_keep before update or delete on postings
  for each row execute function refuse('postings never change');
create trigger postings_stay before truncate on postings
  for each statement execute function refuse('postings never change');

-- PostgreSQL's planner would else read all invoices where it knows that few wait or have expired. On SQLite, which has no choice but
-- the primary key, an index of its own would cost each new invoice a tenth more.
create index invoices_unpaid on invoices (merchant_id, dialect, id) where state in ('pending', 'expired');

create trigger invoices_stay_ended before update of state on invoices
  for each row when (old.state in ('paid', 'expired', 'cancelled') and new.state <> old.state)
  execute function refuse('an invoice that has ended stays so');
create trigger invoices_keep_terms before update of due_asset, due_minor on invoices
  for each row when (
    (new.due_asset is distinct from old.due_asset or new.due_minor is distinct from old.due_minor)
    and (old.state <> 'pending' or old.received_minor > 0)
  )
  execute function refuse('what is due does not change once it was received or has ended');

create trigger deposits_stay_decided before update of state on deposits
  for each row when (old.state <> 'seen' and new.state <> old.state)
  execute function refuse('a deposit that was confirmed or rejected stays so');
create trigger deposits_keep before update on deposits
  for each row when (
    new.merchant_id <> old.merchant_id or new.rail <> old.rail or new.external_id <> old.external_id
    or new.subject_kind <> old.subject_kind or new.subject_id <> old.subject_id or new.asset <> old.asset
    or new.amount_minor <> old.amount_minor or new.counted <> old.counted
  )
  execute function refuse('a deposit is what it was when it was first heard of');
create trigger deposits_stay before delete on deposits
  for each row execute function refuse('deposits are never taken away');

create trigger abnormal_payments_stay_ended before update of state on abnormal_payments
  for each row when (old.state <> 'open' and new.state <> old.state)
  execute function refuse('an abnormal payment that was accepted or refunded stays so');
create trigger abnormal_payments_keep before update on abnormal_payments
  for each row when (
    new.merchant_id <> old.merchant_id or new.subject_kind <> old.subject_kind or new.subject_id <> old.subject_id
    or new.deposit_id <> old.deposit_id or new.kind <> old.kind or new.asset <> old.asset
    or new.amount_minor <> old.amount_minor
  )
  execute function refuse('what an abnormal payment is of never changes');
create trigger abnormal_payments_stay before delete on abnormal_payments
  for each row execute function refuse('abnormal payments are never taken away');

create trigger quotes_serve_once before update on quotes
  for each row when (old.payout_id is not null) execute function refuse('a quote is used once');

create trigger payouts_stay_ended before update of state on payouts
  for each row when (
    new.state <> old.state and (
      old.state in ('failed', 'returned', 'expired', 'cancelled') or (old.state = 'completed' and new.state <> 'returned')
    )
  )
  execute function refuse('a payout that has ended stays so');
create trigger payouts_keep_terms before update on payouts
  for each row when (
    new.source_asset <> old.source_asset or new.source_minor <> old.source_minor or new.fee_minor <> old.fee_minor
    or new.asset <> old.asset or new.amount_minor <> old.amount_minor or new.destination <> old.destination
    or new.released_at is null and old.released_at is not null
  )
  execute function refuse('what a payout pays never changes');

-- Refunds: their sum is kept where the money came in, whose own check bounds it.
create trigger refunds_begin before insert on refunds
  for each row when (new.state <> 'requested') execute function refuse('a refund begins as requested');

create function refunds_add_to_invoice() returns trigger language plpgsql as $$
begin
  update invoices set refunding_minor = refunding_minor + new.amount_minor
  where merchant_id = new.merchant_id and dialect = new.dialect and id = new.invoice_id and due_asset = new.asset;
  if not found then
    raise exception 'a refund is of money that an invoice of its merchant captured'
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger refunds_add_to_invoice after insert on refunds
  for each row when (new.abnormal_id is null) execute function refunds_add_to_invoice();

create function refunds_add_to_abnormal_payment() returns trigger language plpgsql as $$
begin
  update abnormal_payments set refunding_minor = refunding_minor + new.amount_minor
  where merchant_id = new.merchant_id and id = new.abnormal_id and dialect = new.dialect and asset = new.asset
    and state = 'open' and new.invoice_id is not distinct from (case subject_kind when 'invoice' then subject_id end);
  if not found then
    raise exception 'a refund is of an abnormal payment of its merchant that is open'
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger refunds_add_to_abnormal_payment after insert on refunds
  for each row when (new.abnormal_id is not null) execute function refunds_add_to_abnormal_payment();

create function refunds_subtract() returns trigger language plpgsql as $$
begin
  update invoices set refunding_minor = refunding_minor - old.amount_minor
  where old.abnormal_id is null and merchant_id = old.merchant_id and dialect = old.dialect and id = old.invoice_id;
  update abnormal_payments set refunding_minor = refunding_minor - old.amount_minor
  where merchant_id = old.merchant_id and id = old.abnormal_id;
  return null;
end $$;
create trigger refunds_end after update of state on refunds
  for each row when (new.state in ('failed', 'cancelled') and old.state not in ('failed', 'cancelled'))
  execute function refunds_subtract();
create trigger refunds_taken_back after delete on refunds
  for each row execute function refunds_subtract();

create function refunds_succeed() returns trigger language plpgsql as $$
begin
  update abnormal_payments set refunded_minor = refunded_minor + new.amount_minor
  where merchant_id = new.merchant_id and id = new.abnormal_id;
  return null;
end $$;
create trigger refunds_succeed after update of state on refunds
  for each row when (new.state = 'done' and old.state <> 'done') execute function refunds_succeed();

create trigger refunds_stay before delete on refunds
  for each row when (old.state <> 'requested')
  execute function refuse('a refund that was begun is never taken away');
create trigger refunds_stay_ended before update of state on refunds
  for each row when (old.state in ('done', 'failed', 'cancelled') and new.state <> old.state)
  execute function refuse('a refund that has ended stays so');
create trigger refunds_keep_terms before update on refunds
  for each row when (
    new.merchant_id <> old.merchant_id or new.dialect <> old.dialect
    or new.invoice_id is distinct from old.invoice_id or new.abnormal_id is distinct from old.abnormal_id
    or new.asset <> old.asset or new.amount_minor <> old.amount_minor or new.destination <> old.destination
  )
  execute function refuse('what a refund pays never changes');

create trigger virtual_accounts_begin before insert on virtual_accounts
  for each row when (new.state <> 'active' or new.received_minor <> 0)
  execute function refuse('a virtual account begins active and empty');
create trigger virtual_accounts_stay_ended before update of state on virtual_accounts
  for each row when (old.state <> 'active' and new.state <> old.state)
  execute function refuse('a virtual account that has ended stays so');
create trigger virtual_accounts_keep_terms before update on virtual_accounts
  for each row when (
    new.merchant_id <> old.merchant_id or new.dialect <> old.dialect or new.asset <> old.asset
    or new.fixed_minor is distinct from old.fixed_minor or new.bank <> old.bank
    or new.account_number <> old.account_number or new.received_minor < old.received_minor
  )
  execute function refuse('what a virtual account takes never changes, and what it has received stays received');
