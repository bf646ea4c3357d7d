-- The books: a transfer's postings are written first, and the transfer seals them and moves the head of its merchant's chain.
create trigger transfers_seal after insert on transfers
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

create trigger transfers_resolve after insert on transfers
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

create trigger postings_sealed before insert on postings
when not exists (select 1 from ledger_heads where merchant_id = new.merchant_id and position = new.position - 1)
begin select raise(abort, 'only the next transfer takes postings'); end;

create trigger merchants_get_ledger after insert on merchants
begin
  insert into ledger_heads (merchant_id, position, posted_at, hash) values (new.merchant_id, 0, 0, zeroblob(32));
end;

create trigger ledger_heads_start before insert on ledger_heads
when new.position <> 0
begin select raise(abort, 'a ledger starts empty'); end;
create trigger ledger_heads_advance before update on ledger_heads
when new.position <> old.position + 1 or new.merchant_id <> old.merchant_id
begin select raise(abort, 'a ledger only grows, by one transfer at a time'); end;
create trigger ledger_heads_keep before delete on ledger_heads
begin select raise(abort, 'a ledger is never taken away'); end;

create trigger transfers_keep before update on transfers
begin select raise(abort, 'transfers never change'); end;
create trigger transfers_stay before delete on transfers
begin select raise(abort, 'transfers never change'); end;
create trigger postings_keep before update on postings
begin select raise(abort, 'postings never change'); end;
create trigger postings_stay before delete on postings
begin select raise(abort, 'postings never change'); end;

create trigger invoices_stay_ended before update of state on invoices
when old.state in ('paid', 'expired', 'cancelled') and new.state <> old.state
begin select raise(abort, 'an invoice that has ended stays so'); end;
create trigger invoices_keep_terms before update of due_asset, due_minor on invoices
when (new.due_asset is not old.due_asset or new.due_minor is not old.due_minor)
  and (old.state <> 'pending' or old.received_minor > 0)
begin select raise(abort, 'what is due does not change once it was received or has ended'); end;

create trigger deposits_stay_decided before update of state on deposits
when old.state <> 'seen' and new.state <> old.state
begin select raise(abort, 'a deposit that was confirmed or rejected stays so'); end;
create trigger deposits_keep before update on deposits
when new.merchant_id <> old.merchant_id or new.rail <> old.rail or new.external_id <> old.external_id
  or new.subject_kind <> old.subject_kind or new.subject_id <> old.subject_id or new.asset <> old.asset
  or new.amount_minor <> old.amount_minor or new.counted <> old.counted
begin select raise(abort, 'a deposit is what it was when it was first heard of'); end;
create trigger deposits_stay before delete on deposits
begin select raise(abort, 'deposits are never taken away'); end;

create trigger abnormal_payments_stay_ended before update of state on abnormal_payments
when old.state <> 'open' and new.state <> old.state
begin select raise(abort, 'an abnormal payment that was accepted or refunded stays so'); end;
create trigger abnormal_payments_keep before update on abnormal_payments
when new.merchant_id <> old.merchant_id or new.subject_kind <> old.subject_kind or new.subject_id <> old.subject_id
  or new.deposit_id <> old.deposit_id or new.kind <> old.kind or new.asset <> old.asset
  or new.amount_minor <> old.amount_minor
begin select raise(abort, 'what an abnormal payment is of never changes'); end;
create trigger abnormal_payments_stay before delete on abnormal_payments
begin select raise(abort, 'abnormal payments are never taken away'); end;

create trigger quotes_serve_once before update on quotes
when old.payout_id is not null
begin select raise(abort, 'a quote is used once'); end;

create trigger payouts_stay_ended before update of state on payouts
when new.state <> old.state and (
  old.state in ('failed', 'returned', 'expired', 'cancelled') or (old.state = 'completed' and new.state <> 'returned')
)
begin select raise(abort, 'a payout that has ended stays so'); end;
create trigger payouts_keep_terms before update on payouts
when new.source_asset <> old.source_asset or new.source_minor <> old.source_minor or new.fee_minor <> old.fee_minor
  or new.asset <> old.asset or new.amount_minor <> old.amount_minor or new.destination <> old.destination
  or new.released_at is null and old.released_at is not null
begin select raise(abort, 'what a payout pays never changes'); end;

-- Refunds: their sum is kept where the money came in, whose own check bounds it.
create trigger refunds_begin before insert on refunds
when new.state <> 'requested'
begin select raise(abort, 'a refund begins as requested'); end;
create trigger refunds_add_to_invoice after insert on refunds
when new.abnormal_id is null
begin
  update invoices set refunding_minor = refunding_minor + new.amount_minor
  where merchant_id = new.merchant_id and dialect = new.dialect and id = new.invoice_id and due_asset = new.asset;
  select raise(abort, 'a refund is of money that an invoice of its merchant captured') where changes() = 0;
end;
create trigger refunds_add_to_abnormal_payment after insert on refunds
when new.abnormal_id is not null
begin
  update abnormal_payments set refunding_minor = refunding_minor + new.amount_minor
  where merchant_id = new.merchant_id and id = new.abnormal_id and dialect = new.dialect and asset = new.asset
    and state = 'open' and new.invoice_id is (case subject_kind when 'invoice' then subject_id end);
  select raise(abort, 'a refund is of an abnormal payment of its merchant that is open') where changes() = 0;
end;
create trigger refunds_end after update of state on refunds
when new.state in ('failed', 'cancelled') and old.state not in ('failed', 'cancelled')
begin
  update invoices set refunding_minor = refunding_minor - new.amount_minor
  where new.abnormal_id is null and merchant_id = new.merchant_id and dialect = new.dialect and id = new.invoice_id;
  update abnormal_payments set refunding_minor = refunding_minor - new.amount_minor
  where merchant_id = new.merchant_id and id = new.abnormal_id;
end;
create trigger refunds_succeed after update of state on refunds
when new.state = 'done' and old.state <> 'done'
begin
  update abnormal_payments set refunded_minor = refunded_minor + new.amount_minor
  where merchant_id = new.merchant_id and id = new.abnormal_id;
end;
create trigger refunds_taken_back after delete on refunds
begin
  update invoices set refunding_minor = refunding_minor - old.amount_minor
  where old.abnormal_id is null and merchant_id = old.merchant_id and dialect = old.dialect and id = old.invoice_id;
  update abnormal_payments set refunding_minor = refunding_minor - old.amount_minor
  where merchant_id = old.merchant_id and id = old.abnormal_id;
end;
create trigger refunds_stay before delete on refunds
when old.state <> 'requested'
begin select raise(abort, 'a refund that was begun is never taken away'); end;
create trigger refunds_stay_ended before update of state on refunds
when old.state in ('done', 'failed', 'cancelled') and new.state <> old.state
begin select raise(abort, 'a refund that has ended stays so'); end;
create trigger refunds_keep_terms before update on refunds
when new.merchant_id <> old.merchant_id or new.dialect <> old.dialect or new.invoice_id is not old.invoice_id
  or new.abnormal_id is not old.abnormal_id or new.asset <> old.asset or new.amount_minor <> old.amount_minor
  or new.destination <> old.destination
begin select raise(abort, 'what a refund pays never changes'); end;

create trigger virtual_accounts_begin before insert on virtual_accounts
when new.state <> 'active' or new.received_minor <> 0
begin select raise(abort, 'a virtual account begins active and empty'); end;
create trigger virtual_accounts_stay_ended before update of state on virtual_accounts
when old.state <> 'active' and new.state <> old.state
begin select raise(abort, 'a virtual account that has ended stays so'); end;
create trigger virtual_accounts_keep_terms before update on virtual_accounts
when new.merchant_id <> old.merchant_id or new.dialect <> old.dialect or new.asset <> old.asset
  or new.fixed_minor is not old.fixed_minor or new.bank <> old.bank or new.account_number <> old.account_number
  or new.received_minor < old.received_minor
begin select raise(abort, 'what a virtual account takes never changes, and what it has received stays received'); end;
