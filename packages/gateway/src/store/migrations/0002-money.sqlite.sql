-- The books: a transfer's postings are written first, and the transfer seals them.
create trigger transfers_seal before insert on transfers
when (select count(*) from postings where merchant_id = new.merchant_id and position = new.position) < 2
  or exists (
    select 1 from postings where merchant_id = new.merchant_id and position = new.position
    group by asset having sum(amount_minor) <> 0
  )
begin select raise(abort, 'the postings of a transfer are two or more and sum to zero in each asset'); end;

create trigger postings_sealed before insert on postings
when exists (select 1 from transfers where merchant_id = new.merchant_id and position = new.position)
begin select raise(abort, 'a transfer takes no further postings'); end;

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
