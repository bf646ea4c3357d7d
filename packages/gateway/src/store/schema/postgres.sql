create table accounts (
  merchant_id text collate "C" not null,
  asset text collate "C" not null,
  purpose text collate "C" not null,
  balance_minor bigint not null,
  may_be_negative bigint not null,
  constraint accounts_check CHECK (((balance_minor >= 0) OR (may_be_negative = 1))),
  constraint accounts_may_be_negative_check CHECK ((may_be_negative = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  constraint accounts_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchants(merchant_id),
  constraint accounts_pkey PRIMARY KEY (merchant_id, asset, purpose)
);

create table answers (
  merchant_id text collate "C" not null,
  dialect text collate "C" not null,
  request_key text collate "C" not null,
  fingerprint text collate "C" not null,
  status bigint not null,
  content bytea not null,
  sealed bigint not null,
  expires_at bigint not null,
  constraint answers_pkey PRIMARY KEY (merchant_id, dialect, request_key),
  constraint answers_sealed_check CHECK ((sealed = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  constraint answers_status_check CHECK (((status >= 100) AND (status <= 599)))
);

create table credentials (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  kind text collate "C" not null,
  key_id text collate "C" not null,
  login_id text collate "C",
  public_fields text collate "C" not null,
  sealed_fields bytea not null,
  allowlist text collate "C" not null,
  state text collate "C" not null,
  created_at bigint not null,
  expires_at bigint,
  revoked_at bigint,
  constraint credentials_check CHECK (((state = 'revoked'::text) = (revoked_at IS NOT NULL))),
  constraint credentials_dialect_check CHECK ((dialect <> ''::text)),
  constraint credentials_key_id_check CHECK ((key_id <> ''::text)),
  constraint credentials_kind_check CHECK ((kind <> ''::text)),
  constraint credentials_login_id_check CHECK ((login_id <> ''::text)),
  constraint credentials_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchants(merchant_id),
  constraint credentials_pkey PRIMARY KEY (merchant_id, id),
  constraint credentials_state_check CHECK ((state = ANY (ARRAY['live'::text, 'revoked'::text])))
);

create table fees (
  merchant_id text collate "C" not null,
  operation text collate "C" not null,
  asset text collate "C" not null,
  fixed_minor bigint not null,
  constraint fees_fixed_minor_check CHECK ((fixed_minor >= 0)),
  constraint fees_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchants(merchant_id),
  constraint fees_pkey PRIMARY KEY (merchant_id, operation, asset)
);

create table invoices (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  number text collate "C" not null,
  order_number text collate "C",
  shop_id text collate "C",
  priced_asset text collate "C" not null,
  priced_minor bigint not null,
  due_asset text collate "C",
  due_minor bigint,
  rate text collate "C",
  network text collate "C",
  address text collate "C",
  address_kind text collate "C",
  address_expires_at bigint,
  state text collate "C" not null,
  received_minor bigint not null,
  description text collate "C" not null,
  created_at bigint not null,
  expires_at bigint not null,
  updated_at bigint not null,
  paid_at bigint,
  payer bytea,
  extra text collate "C" not null,
  constraint invoices_address_kind_check CHECK ((address_kind = ANY (ARRAY['transparent'::text, 'shielded'::text]))),
  constraint invoices_check CHECK ((expires_at > created_at)),
  constraint invoices_check1 CHECK (((due_asset IS NULL) = (due_minor IS NULL))),
  constraint invoices_check2 CHECK (((address IS NULL) OR ((network IS NOT NULL) AND (due_asset IS NOT NULL)))),
  constraint invoices_check3 CHECK (((state = 'paid'::text) = (paid_at IS NOT NULL))),
  constraint invoices_due_minor_check CHECK ((due_minor > 0)),
  constraint invoices_merchant_id_dialect_number_key UNIQUE (merchant_id, dialect, number),
  constraint invoices_merchant_id_dialect_order_number_key UNIQUE (merchant_id, dialect, order_number),
  constraint invoices_number_check CHECK ((number <> ''::text)),
  constraint invoices_order_number_check CHECK ((order_number <> ''::text)),
  constraint invoices_pkey PRIMARY KEY (merchant_id, dialect, id),
  constraint invoices_priced_minor_check CHECK ((priced_minor > 0)),
  constraint invoices_received_minor_check CHECK ((received_minor >= 0)),
  constraint invoices_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'confirming'::text, 'paid'::text, 'cancelled'::text])))
);

create table merchants (
  merchant_id text collate "C" not null,
  name text collate "C" not null,
  created_at bigint not null,
  constraint merchants_name_check CHECK ((name <> ''::text)),
  constraint merchants_pkey PRIMARY KEY (merchant_id)
);

create table migrations (
  number integer not null,
  name text not null,
  digest text not null,
  constraint migrations_pkey PRIMARY KEY (number)
);

create table outbox (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  kind text collate "C" not null,
  subject_id text collate "C" not null,
  data text collate "C" not null,
  created_at bigint not null,
  constraint outbox_pkey PRIMARY KEY (merchant_id, id)
);

create table parties (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  kind text collate "C" not null,
  number text collate "C" not null,
  form bytea not null,
  created_at bigint not null,
  constraint parties_kind_check CHECK ((kind <> ''::text)),
  constraint parties_merchant_id_dialect_kind_number_key UNIQUE (merchant_id, dialect, kind, number),
  constraint parties_number_check CHECK ((number <> ''::text)),
  constraint parties_pkey PRIMARY KEY (merchant_id, id)
);

create table payouts (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  number text collate "C" not null,
  reference text collate "C" not null,
  asset text collate "C" not null,
  amount_minor bigint not null,
  fee_minor bigint not null,
  state text collate "C" not null,
  beneficiary bytea not null,
  created_at bigint not null,
  updated_at bigint not null,
  extra text collate "C" not null,
  constraint payouts_amount_minor_check CHECK ((amount_minor > 0)),
  constraint payouts_fee_minor_check CHECK ((fee_minor >= 0)),
  constraint payouts_merchant_id_dialect_number_key UNIQUE (merchant_id, dialect, number),
  constraint payouts_merchant_id_dialect_reference_key UNIQUE (merchant_id, dialect, reference),
  constraint payouts_number_check CHECK ((number <> ''::text)),
  constraint payouts_pkey PRIMARY KEY (merchant_id, id),
  constraint payouts_reference_check CHECK ((reference <> ''::text)),
  constraint payouts_state_check CHECK ((state = ANY (ARRAY['created'::text, 'sent'::text, 'completed'::text, 'failed'::text, 'returned'::text])))
);

create table postings (
  merchant_id text collate "C" not null,
  transfer_id text collate "C" not null,
  line bigint not null,
  asset text collate "C" not null,
  purpose text collate "C" not null,
  amount_minor bigint not null,
  constraint postings_amount_minor_check CHECK ((amount_minor <> 0)),
  constraint postings_merchant_id_transfer_id_fkey FOREIGN KEY (merchant_id, transfer_id) REFERENCES transfers(merchant_id, id) DEFERRABLE INITIALLY DEFERRED,
  constraint postings_pkey PRIMARY KEY (merchant_id, transfer_id, line)
);

create table rates (
  quote_asset text collate "C" not null,
  base_asset text collate "C" not null,
  rate text collate "C" not null,
  source text collate "C" not null,
  quoted_at bigint not null,
  constraint rates_check CHECK ((base_asset <> quote_asset)),
  constraint rates_pkey PRIMARY KEY (quote_asset, base_asset)
);

create table replay_claims (
  merchant_id text collate "C" not null,
  credential_id text collate "C" not null,
  rule text collate "C" not null,
  value text collate "C" not null,
  expires_at bigint not null,
  constraint replay_claims_pkey PRIMARY KEY (merchant_id, credential_id, rule, value)
);

create table replay_counters (
  merchant_id text collate "C" not null,
  credential_id text collate "C" not null,
  last_microseconds bigint not null,
  constraint replay_counters_last_microseconds_check CHECK ((last_microseconds >= 0)),
  constraint replay_counters_pkey PRIMARY KEY (merchant_id, credential_id)
);

create table settings (
  name text collate "C" not null,
  value bytea not null,
  updated_at bigint not null,
  constraint settings_pkey PRIMARY KEY (name)
);

create table shops (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  number text collate "C" not null,
  name text collate "C" not null,
  url text collate "C",
  confirmed bigint not null,
  created_at bigint not null,
  constraint shops_confirmed_check CHECK ((confirmed = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  constraint shops_merchant_id_dialect_number_key UNIQUE (merchant_id, dialect, number),
  constraint shops_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchants(merchant_id),
  constraint shops_number_check CHECK ((number <> ''::text)),
  constraint shops_pkey PRIMARY KEY (merchant_id, id)
);

create table tokens (
  merchant_id text collate "C" not null,
  credential_id text collate "C" not null,
  hash bytea not null,
  created_at bigint not null,
  expires_at bigint not null,
  constraint tokens_check CHECK ((expires_at > created_at)),
  constraint tokens_merchant_id_credential_id_fkey FOREIGN KEY (merchant_id, credential_id) REFERENCES credentials(merchant_id, id),
  constraint tokens_pkey PRIMARY KEY (merchant_id, credential_id, hash)
);

create table transfers (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  kind text collate "C" not null,
  reference text collate "C" not null,
  created_at bigint not null,
  constraint transfers_kind_check CHECK ((kind <> ''::text)),
  constraint transfers_merchant_id_reference_key UNIQUE (merchant_id, reference),
  constraint transfers_pkey PRIMARY KEY (merchant_id, id),
  constraint transfers_reference_check CHECK ((reference <> ''::text))
);

CREATE INDEX answers_by_expiry ON public.answers USING btree (expires_at);

CREATE UNIQUE INDEX credentials_by_key ON public.credentials USING btree (dialect, key_id) WHERE (state = 'live'::text);

CREATE UNIQUE INDEX credentials_by_login ON public.credentials USING btree (dialect, login_id) WHERE (state = 'live'::text);

CREATE INDEX invoices_by_shop ON public.invoices USING btree (merchant_id, shop_id, id) WHERE (shop_id IS NOT NULL);

CREATE INDEX invoices_by_state ON public.invoices USING btree (merchant_id, dialect, state, id) WHERE (state <> 'pending'::text);

CREATE INDEX invoices_part_paid ON public.invoices USING btree (merchant_id, dialect, id) WHERE ((state = 'pending'::text) AND (received_minor > 0));

CREATE INDEX replay_claims_by_expiry ON public.replay_claims USING btree (expires_at);

CREATE INDEX tokens_by_expiry ON public.tokens USING btree (expires_at);

CREATE UNIQUE INDEX tokens_by_hash ON public.tokens USING btree (hash);

CREATE OR REPLACE FUNCTION public.postings_sealed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select 1 from transfers where merchant_id = new.merchant_id and id = new.transfer_id) then
    raise exception 'a transfer takes no further postings' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '%', tg_argv[0] using errcode = 'integrity_constraint_violation';
end $function$;

CREATE OR REPLACE FUNCTION public.transfers_seal()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$;

CREATE TRIGGER credentials_stay_revoked BEFORE UPDATE ON public.credentials FOR EACH ROW WHEN ((old.state = 'revoked'::text)) EXECUTE FUNCTION refuse('a revoked credential never changes');

CREATE TRIGGER invoices_stay_ended BEFORE UPDATE OF state ON public.invoices FOR EACH ROW WHEN (((old.state = ANY (ARRAY['paid'::text, 'cancelled'::text])) AND (new.state <> old.state))) EXECUTE FUNCTION refuse('an invoice that is paid or cancelled stays so');

CREATE TRIGGER postings_keep BEFORE DELETE OR UPDATE ON public.postings FOR EACH ROW EXECUTE FUNCTION refuse('postings never change');

CREATE TRIGGER postings_sealed BEFORE INSERT ON public.postings FOR EACH ROW EXECUTE FUNCTION postings_sealed();

CREATE TRIGGER postings_stay BEFORE TRUNCATE ON public.postings FOR EACH STATEMENT EXECUTE FUNCTION refuse('postings never change');

CREATE TRIGGER replay_counters_grow BEFORE UPDATE ON public.replay_counters FOR EACH ROW WHEN ((new.last_microseconds <= old.last_microseconds)) EXECUTE FUNCTION refuse('a replay counter only grows');

CREATE TRIGGER transfers_keep BEFORE DELETE OR UPDATE ON public.transfers FOR EACH ROW EXECUTE FUNCTION refuse('transfers never change');

CREATE TRIGGER transfers_seal BEFORE INSERT ON public.transfers FOR EACH ROW EXECUTE FUNCTION transfers_seal();

CREATE TRIGGER transfers_stay BEFORE TRUNCATE ON public.transfers FOR EACH STATEMENT EXECUTE FUNCTION refuse('transfers never change');
