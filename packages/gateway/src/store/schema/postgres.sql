create table abnormal_payments (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  subject_kind text collate "C" not null,
  subject_id text collate "C" not null,
  deposit_id text collate "C" not null,
  kind text collate "C" not null,
  asset text collate "C" not null,
  amount_minor bigint not null,
  refunding_minor bigint not null,
  refunded_minor bigint not null,
  state text collate "C" not null,
  created_at bigint not null,
  updated_at bigint not null,
  constraint abnormal_payments_amount_minor_check CHECK ((amount_minor > 0)),
  constraint abnormal_payments_check CHECK (((refunding_minor >= 0) AND (refunding_minor <= amount_minor))),
  constraint abnormal_payments_check1 CHECK (((refunded_minor >= 0) AND (refunded_minor <= refunding_minor))),
  constraint abnormal_payments_kind_check CHECK ((kind = ANY (ARRAY['over'::text, 'under'::text, 'late'::text, 'wrong_asset'::text]))),
  constraint abnormal_payments_merchant_id_subject_id_kind_deposit_id_key UNIQUE (merchant_id, subject_id, kind, deposit_id),
  constraint abnormal_payments_pkey PRIMARY KEY (merchant_id, id),
  constraint abnormal_payments_state_check CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'refunded'::text]))),
  constraint abnormal_payments_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['invoice'::text, 'virtual_account'::text])))
);

create table accounts (
  merchant_id text collate "C" not null,
  asset text collate "C" not null,
  purpose text collate "C" not null,
  balance_minor bigint not null,
  may_be_negative bigint not null,
  constraint accounts_check CHECK (((balance_minor >= 0) OR (may_be_negative = 1))),
  constraint accounts_may_be_negative_check CHECK ((may_be_negative = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  constraint accounts_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchants(merchant_id),
  constraint accounts_pkey PRIMARY KEY (merchant_id, asset, purpose),
  constraint accounts_purpose_check CHECK ((purpose = ANY (ARRAY['available'::text, 'held'::text, 'pending'::text, 'fees'::text, 'rail'::text, 'exchange'::text])))
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
  constraint answers_status_check CHECK (((status = 0) OR ((status >= 100) AND (status <= 599))))
);

create table callback_attempts (
  merchant_id text collate "C" not null,
  callback_id text collate "C" not null,
  id text collate "C" not null,
  round bigint not null,
  number bigint not null,
  at bigint not null,
  duration_milliseconds bigint not null,
  status bigint,
  failure text collate "C",
  sent bytea not null,
  constraint callback_attempts_number_check CHECK ((number > 0)),
  constraint callback_attempts_pkey PRIMARY KEY (merchant_id, callback_id, id)
);

create table callback_endpoints (
  merchant_id text collate "C" not null,
  dialect text collate "C" not null,
  name text collate "C" not null,
  kind text collate "C" not null,
  url text collate "C",
  state text collate "C" not null,
  reason text collate "C",
  schedule text collate "C",
  failing_since bigint,
  failures bigint not null,
  held_until bigint not null,
  due_at bigint,
  lease text collate "C",
  leased_until bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  constraint callback_endpoints_check CHECK (((state = 'unset'::text) = ((kind = 'account'::text) AND (url IS NULL)))),
  constraint callback_endpoints_check1 CHECK (((state = 'paused'::text) = (reason IS NOT NULL))),
  constraint callback_endpoints_check2 CHECK (((failing_since IS NULL) = (failures = 0))),
  constraint callback_endpoints_failures_check CHECK ((failures >= 0)),
  constraint callback_endpoints_kind_check CHECK ((kind = ANY (ARRAY['account'::text, 'payments'::text]))),
  constraint callback_endpoints_name_check CHECK ((name <> ''::text)),
  constraint callback_endpoints_pkey PRIMARY KEY (merchant_id, dialect, name),
  constraint callback_endpoints_state_check CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'unset'::text])))
);

create table callbacks (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  sequence bigint not null,
  dialect text collate "C" not null,
  kind text collate "C" not null,
  subject_id text collate "C" not null,
  state text collate "C" not null,
  endpoint text collate "C",
  event_id text collate "C",
  content bytea,
  due_at bigint,
  round bigint not null,
  tried bigint not null,
  first_at bigint,
  attempts bigint not null,
  failure text collate "C",
  created_at bigint not null,
  updated_at bigint not null,
  constraint callbacks_attempts_check CHECK ((attempts >= 0)),
  constraint callbacks_check CHECK (((state = 'unrendered'::text) = (content IS NULL))),
  constraint callbacks_check1 CHECK (((content IS NULL) = (endpoint IS NULL))),
  constraint callbacks_check2 CHECK (((content IS NULL) = (event_id IS NULL))),
  constraint callbacks_check3 CHECK (((state = ANY (ARRAY['unrendered'::text, 'pending'::text])) = (due_at IS NOT NULL))),
  constraint callbacks_pkey PRIMARY KEY (merchant_id, id),
  constraint callbacks_round_check CHECK ((round > 0)),
  constraint callbacks_state_check CHECK ((state = ANY (ARRAY['unrendered'::text, 'pending'::text, 'delivered'::text, 'exhausted'::text]))),
  constraint callbacks_tried_check CHECK ((tried >= 0))
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

create table deposits (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  rail text collate "C" not null,
  external_id text collate "C" not null,
  subject_kind text collate "C" not null,
  subject_id text collate "C" not null,
  asset text collate "C" not null,
  amount_minor bigint not null,
  state text collate "C" not null,
  counted bigint not null,
  sender text collate "C",
  occurred_at bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  constraint deposits_amount_minor_check CHECK ((amount_minor > 0)),
  constraint deposits_counted_check CHECK ((counted = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  constraint deposits_external_id_check CHECK ((external_id <> ''::text)),
  constraint deposits_pkey PRIMARY KEY (merchant_id, id),
  constraint deposits_rail_external_id_key UNIQUE (rail, external_id),
  constraint deposits_state_check CHECK ((state = ANY (ARRAY['seen'::text, 'confirmed'::text, 'rejected'::text]))),
  constraint deposits_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['invoice'::text, 'virtual_account'::text])))
);

create table due_work (
  due_at bigint not null,
  id text collate "C" not null,
  merchant_id text collate "C" not null,
  dialect text collate "C" not null,
  kind text collate "C" not null,
  subject_id text collate "C" not null,
  attempts bigint not null,
  constraint due_work_attempts_check CHECK ((attempts >= 0)),
  constraint due_work_kind_check CHECK ((kind <> ''::text)),
  constraint due_work_pkey PRIMARY KEY (due_at, id)
);

create table fees (
  merchant_id text collate "C" not null,
  operation text collate "C" not null,
  asset text collate "C" not null,
  fixed_minor bigint not null,
  proportion_millionths bigint not null,
  minimum_minor bigint not null,
  maximum_minor bigint,
  constraint fees_check CHECK ((maximum_minor >= minimum_minor)),
  constraint fees_fixed_minor_check CHECK ((fixed_minor >= 0)),
  constraint fees_minimum_minor_check CHECK ((minimum_minor >= 0)),
  constraint fees_operation_check CHECK ((operation <> ''::text)),
  constraint fees_pkey PRIMARY KEY (merchant_id, operation, asset),
  constraint fees_proportion_millionths_check CHECK (((proportion_millionths >= 0) AND (proportion_millionths <= 1000000)))
);

create table invoices (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  number text collate "C" not null,
  order_number text collate "C",
  fingerprint text collate "C" not null,
  shop_id text collate "C",
  priced_asset text collate "C" not null,
  priced_minor bigint not null,
  due_asset text collate "C",
  due_minor bigint,
  tolerance_minor bigint not null,
  rate text collate "C",
  rate_expires_at bigint,
  network text collate "C",
  address text collate "C",
  address_kind text collate "C",
  address_expires_at bigint,
  state text collate "C" not null,
  exception text collate "C" not null,
  received_minor bigint not null,
  confirmed_minor bigint not null,
  captured_minor bigint not null,
  refunding_minor bigint not null,
  description text collate "C" not null,
  created_at bigint not null,
  expires_at bigint not null,
  watched_until bigint not null,
  updated_at bigint not null,
  paid_at bigint,
  payer bytea,
  extra text collate "C" not null,
  constraint invoices_address_kind_check CHECK ((address_kind = ANY (ARRAY['transparent'::text, 'shielded'::text]))),
  constraint invoices_check CHECK (((confirmed_minor >= 0) AND (confirmed_minor <= received_minor))),
  constraint invoices_check1 CHECK (((captured_minor >= 0) AND (captured_minor <= received_minor))),
  constraint invoices_check2 CHECK (((refunding_minor >= 0) AND (refunding_minor <= captured_minor))),
  constraint invoices_check3 CHECK ((expires_at > created_at)),
  constraint invoices_check4 CHECK ((watched_until >= expires_at)),
  constraint invoices_check5 CHECK (((due_asset IS NULL) = (due_minor IS NULL))),
  constraint invoices_check6 CHECK (((tolerance_minor = 0) OR (tolerance_minor < due_minor))),
  constraint invoices_check7 CHECK (((address IS NULL) OR ((network IS NOT NULL) AND (due_asset IS NOT NULL)))),
  constraint invoices_check8 CHECK (((state = 'paid'::text) = (paid_at IS NOT NULL))),
  constraint invoices_check9 CHECK (((state <> 'paid'::text) OR (captured_minor > 0))),
  constraint invoices_due_minor_check CHECK ((due_minor > 0)),
  constraint invoices_exception_check CHECK ((exception = ANY (ARRAY['none'::text, 'partial'::text, 'over'::text, 'late'::text]))),
  constraint invoices_merchant_id_dialect_number_key UNIQUE (merchant_id, dialect, number),
  constraint invoices_merchant_id_dialect_order_number_key UNIQUE (merchant_id, dialect, order_number),
  constraint invoices_number_check CHECK ((number <> ''::text)),
  constraint invoices_order_number_check CHECK ((order_number <> ''::text)),
  constraint invoices_pkey PRIMARY KEY (merchant_id, dialect, id),
  constraint invoices_priced_minor_check CHECK ((priced_minor > 0)),
  constraint invoices_received_minor_check CHECK ((received_minor >= 0)),
  constraint invoices_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'confirming'::text, 'paid'::text, 'expired'::text, 'cancelled'::text]))),
  constraint invoices_tolerance_minor_check CHECK ((tolerance_minor >= 0))
);

create table ledger_heads (
  merchant_id text collate "C" not null,
  position bigint not null,
  posted_at bigint not null,
  hash bytea not null,
  constraint ledger_heads_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchants(merchant_id),
  constraint ledger_heads_pkey PRIMARY KEY (merchant_id),
  constraint ledger_heads_position_check CHECK (("position" >= 0))
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
  sequence bigint not null,
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  kind text collate "C" not null,
  subject_id text collate "C" not null,
  data text collate "C" not null,
  created_at bigint not null,
  constraint outbox_pkey PRIMARY KEY (merchant_id, sequence)
);

create table outbox_gaps (
  first_sequence bigint not null,
  last_sequence bigint not null,
  seen_at bigint not null,
  look_at bigint not null,
  constraint outbox_gaps_check CHECK ((last_sequence >= first_sequence)),
  constraint outbox_gaps_pkey PRIMARY KEY (first_sequence)
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
  kind text collate "C" not null,
  number text collate "C" not null,
  reference text collate "C" not null,
  fingerprint text collate "C" not null,
  source_asset text collate "C" not null,
  source_minor bigint not null,
  fee_minor bigint not null,
  asset text collate "C" not null,
  amount_minor bigint not null,
  rate text collate "C",
  state text collate "C" not null,
  confirm_by bigint,
  released_at bigint,
  reason text collate "C",
  external_id text collate "C",
  beneficiary bytea not null,
  destination bytea not null,
  created_at bigint not null,
  updated_at bigint not null,
  extra text collate "C" not null,
  constraint payouts_amount_minor_check CHECK ((amount_minor > 0)),
  constraint payouts_check CHECK (((source_asset <> asset) OR (source_minor = amount_minor))),
  constraint payouts_check1 CHECK (((released_at IS NOT NULL) OR (state <> ALL (ARRAY['sent'::text, 'completed'::text, 'returned'::text])))),
  constraint payouts_check2 CHECK (((released_at IS NOT NULL) OR (external_id IS NULL))),
  constraint payouts_fee_minor_check CHECK ((fee_minor >= 0)),
  constraint payouts_kind_check CHECK ((kind = ANY (ARRAY['payout'::text, 'settlement'::text]))),
  constraint payouts_merchant_id_dialect_number_key UNIQUE (merchant_id, dialect, number),
  constraint payouts_merchant_id_dialect_reference_key UNIQUE (merchant_id, dialect, reference),
  constraint payouts_number_check CHECK ((number <> ''::text)),
  constraint payouts_pkey PRIMARY KEY (merchant_id, id),
  constraint payouts_reference_check CHECK ((reference <> ''::text)),
  constraint payouts_source_minor_check CHECK ((source_minor > 0)),
  constraint payouts_state_check CHECK ((state = ANY (ARRAY['created'::text, 'confirmed'::text, 'review'::text, 'sent'::text, 'completed'::text, 'failed'::text, 'returned'::text, 'expired'::text, 'cancelled'::text])))
);

create table postings (
  merchant_id text collate "C" not null,
  position bigint not null,
  asset text collate "C" not null,
  purpose text collate "C" not null,
  amount_minor bigint not null,
  balance_minor bigint not null,
  posted_at bigint not null,
  constraint postings_amount_minor_check CHECK ((amount_minor <> 0)),
  constraint postings_merchant_id_position_fkey FOREIGN KEY (merchant_id, "position") REFERENCES transfers(merchant_id, "position") DEFERRABLE INITIALLY DEFERRED,
  constraint postings_pkey PRIMARY KEY (merchant_id, "position", asset, purpose)
);

create table quotes (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  number text collate "C" not null,
  operation text collate "C" not null,
  source_asset text collate "C" not null,
  source_minor bigint not null,
  asset text collate "C" not null,
  amount_minor bigint not null,
  fee_minor bigint not null,
  rate text collate "C",
  created_at bigint not null,
  expires_at bigint not null,
  payout_id text collate "C",
  extra text collate "C" not null,
  constraint quotes_amount_minor_check CHECK ((amount_minor > 0)),
  constraint quotes_check CHECK ((expires_at > created_at)),
  constraint quotes_fee_minor_check CHECK ((fee_minor >= 0)),
  constraint quotes_merchant_id_dialect_number_key UNIQUE (merchant_id, dialect, number),
  constraint quotes_number_check CHECK ((number <> ''::text)),
  constraint quotes_operation_check CHECK ((operation <> ''::text)),
  constraint quotes_pkey PRIMARY KEY (merchant_id, id),
  constraint quotes_source_minor_check CHECK ((source_minor > 0))
);

create table rail_pool (
  place text collate "C" not null,
  variant text collate "C" not null,
  identifier text collate "C" not null,
  id text collate "C" not null,
  holder text collate "C",
  added_at bigint not null,
  taken_at bigint,
  merchant_id text collate "C",
  dialect text collate "C",
  subject_kind text collate "C",
  subject_id text collate "C",
  constraint rail_pool_check CHECK (((taken_at IS NULL) = (subject_id IS NULL))),
  constraint rail_pool_check1 CHECK (((merchant_id IS NULL) = (subject_id IS NULL))),
  constraint rail_pool_check2 CHECK (((dialect IS NULL) = (subject_id IS NULL))),
  constraint rail_pool_check3 CHECK (((subject_kind IS NULL) = (subject_id IS NULL))),
  constraint rail_pool_holder_check CHECK ((holder <> ''::text)),
  constraint rail_pool_identifier_check CHECK ((identifier <> ''::text)),
  constraint rail_pool_pkey PRIMARY KEY (place, variant, identifier),
  constraint rail_pool_place_check CHECK ((place <> ''::text)),
  constraint rail_pool_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['invoice'::text, 'virtual_account'::text]))),
  constraint rail_pool_variant_check CHECK ((variant <> ''::text))
);

create table rates (
  quote_asset text collate "C" not null,
  base_asset text collate "C" not null,
  rate text collate "C" not null,
  source text collate "C" not null,
  quoted_at bigint not null,
  expires_at bigint,
  constraint rates_check CHECK ((base_asset <> quote_asset)),
  constraint rates_check1 CHECK ((expires_at > quoted_at)),
  constraint rates_pkey PRIMARY KEY (quote_asset, base_asset),
  constraint rates_source_check CHECK ((source <> ''::text))
);

create table refunds (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  number text collate "C" not null,
  reference text collate "C" not null,
  fingerprint text collate "C" not null,
  invoice_id text collate "C",
  abnormal_id text collate "C",
  asset text collate "C" not null,
  amount_minor bigint not null,
  state text collate "C" not null,
  reason text collate "C",
  destination bytea not null,
  external_id text collate "C",
  created_at bigint not null,
  updated_at bigint not null,
  extra text collate "C" not null,
  constraint refunds_amount_minor_check CHECK ((amount_minor > 0)),
  constraint refunds_check CHECK (((invoice_id IS NOT NULL) OR (abnormal_id IS NOT NULL))),
  constraint refunds_merchant_id_dialect_number_key UNIQUE (merchant_id, dialect, number),
  constraint refunds_merchant_id_dialect_reference_key UNIQUE (merchant_id, dialect, reference),
  constraint refunds_number_check CHECK ((number <> ''::text)),
  constraint refunds_pkey PRIMARY KEY (merchant_id, id),
  constraint refunds_reference_check CHECK ((reference <> ''::text)),
  constraint refunds_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
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
  position bigint not null,
  kind text collate "C" not null,
  reference text collate "C" not null,
  phase text collate "C" not null,
  resolves_position bigint,
  posted_at bigint not null,
  hash bytea not null,
  constraint transfers_check CHECK ((resolves_position < "position")),
  constraint transfers_check1 CHECK (((phase = ANY (ARRAY['completion'::text, 'void'::text])) = (resolves_position IS NOT NULL))),
  constraint transfers_kind_check CHECK ((kind <> ''::text)),
  constraint transfers_merchant_id_reference_key UNIQUE (merchant_id, reference),
  constraint transfers_merchant_id_resolves_position_fkey FOREIGN KEY (merchant_id, resolves_position) REFERENCES transfers(merchant_id, "position"),
  constraint transfers_merchant_id_resolves_position_key UNIQUE (merchant_id, resolves_position),
  constraint transfers_phase_check CHECK ((phase = ANY (ARRAY['posted'::text, 'pending'::text, 'completion'::text, 'void'::text]))),
  constraint transfers_pkey PRIMARY KEY (merchant_id, "position"),
  constraint transfers_position_check CHECK (("position" > 0)),
  constraint transfers_reference_check CHECK ((reference <> ''::text))
);

create table virtual_accounts (
  merchant_id text collate "C" not null,
  id text collate "C" not null,
  dialect text collate "C" not null,
  number text collate "C" not null,
  reference text collate "C" not null,
  fingerprint text collate "C" not null,
  holder text collate "C" not null,
  asset text collate "C" not null,
  fixed_minor bigint,
  bank text collate "C" not null,
  account_number text collate "C" not null,
  person bytea not null,
  state text collate "C" not null,
  received_minor bigint not null,
  created_at bigint not null,
  expires_at bigint,
  updated_at bigint not null,
  extra text collate "C" not null,
  constraint virtual_accounts_account_number_check CHECK ((account_number <> ''::text)),
  constraint virtual_accounts_bank_check CHECK ((bank <> ''::text)),
  constraint virtual_accounts_check CHECK ((expires_at > created_at)),
  constraint virtual_accounts_fixed_minor_check CHECK ((fixed_minor > 0)),
  constraint virtual_accounts_holder_check CHECK ((holder = ANY (ARRAY['merchant'::text, 'customer'::text]))),
  constraint virtual_accounts_merchant_id_account_number_bank_key UNIQUE (merchant_id, account_number, bank),
  constraint virtual_accounts_merchant_id_dialect_number_key UNIQUE (merchant_id, dialect, number),
  constraint virtual_accounts_merchant_id_dialect_reference_key UNIQUE (merchant_id, dialect, reference),
  constraint virtual_accounts_number_check CHECK ((number <> ''::text)),
  constraint virtual_accounts_pkey PRIMARY KEY (merchant_id, id),
  constraint virtual_accounts_received_minor_check CHECK ((received_minor >= 0)),
  constraint virtual_accounts_reference_check CHECK ((reference <> ''::text)),
  constraint virtual_accounts_state_check CHECK ((state = ANY (ARRAY['active'::text, 'closed'::text, 'expired'::text])))
);

CREATE INDEX abnormal_payments_by_dialect ON public.abnormal_payments USING btree (merchant_id, dialect, id);

CREATE INDEX abnormal_payments_by_state ON public.abnormal_payments USING btree (merchant_id, dialect, state, id);

CREATE INDEX answers_by_expiry ON public.answers USING btree (expires_at);

CREATE INDEX callback_endpoints_due ON public.callback_endpoints USING btree (due_at) WHERE ((state = 'active'::text) AND (failing_since IS NULL));

CREATE INDEX callback_endpoints_failing_due ON public.callback_endpoints USING btree (due_at) WHERE ((state = 'active'::text) AND (failing_since IS NOT NULL));

CREATE INDEX callback_endpoints_paused ON public.callback_endpoints USING btree (merchant_id, dialect, name) WHERE (state = 'paused'::text);

CREATE INDEX callbacks_by_dialect ON public.callbacks USING btree (merchant_id, dialect, id);

CREATE INDEX callbacks_by_subject ON public.callbacks USING btree (merchant_id, subject_id, id);

CREATE INDEX callbacks_due ON public.callbacks USING btree (merchant_id, dialect, endpoint, due_at, sequence) WHERE (state = 'pending'::text);

CREATE INDEX callbacks_not_delivered ON public.callbacks USING btree (merchant_id, state, id) WHERE (state <> 'delivered'::text);

CREATE INDEX callbacks_of_dialect_not_delivered ON public.callbacks USING btree (merchant_id, dialect, state, id) WHERE (state <> 'delivered'::text);

CREATE INDEX callbacks_unrendered ON public.callbacks USING btree (due_at, sequence) WHERE (content IS NULL);

CREATE UNIQUE INDEX credentials_by_key ON public.credentials USING btree (dialect, key_id) WHERE (state = 'live'::text);

CREATE UNIQUE INDEX credentials_by_login ON public.credentials USING btree (dialect, login_id) WHERE (state = 'live'::text);

CREATE INDEX deposits_by_subject ON public.deposits USING btree (merchant_id, subject_id, id);

CREATE INDEX invoices_by_shop ON public.invoices USING btree (merchant_id, shop_id, id) WHERE (shop_id IS NOT NULL);

CREATE INDEX invoices_by_shop_and_state ON public.invoices USING btree (merchant_id, dialect, shop_id, state, id) WHERE ((shop_id IS NOT NULL) AND (state <> 'pending'::text));

CREATE INDEX invoices_by_state ON public.invoices USING btree (merchant_id, dialect, state, id) WHERE (state <> 'pending'::text);

CREATE INDEX invoices_part_paid ON public.invoices USING btree (merchant_id, dialect, id) WHERE ((state = ANY (ARRAY['pending'::text, 'expired'::text])) AND (received_minor > 0));

CREATE INDEX invoices_unpaid ON public.invoices USING btree (merchant_id, dialect, id) WHERE (state = ANY (ARRAY['pending'::text, 'expired'::text]));

CREATE UNIQUE INDEX outbox_by_sequence ON public.outbox USING btree (sequence);

CREATE INDEX outbox_gaps_to_look_at ON public.outbox_gaps USING btree (look_at);

CREATE INDEX payouts_by_dialect ON public.payouts USING btree (merchant_id, dialect, id);

CREATE INDEX payouts_by_dialect_and_state ON public.payouts USING btree (merchant_id, dialect, state, id);

CREATE INDEX payouts_by_state ON public.payouts USING btree (merchant_id, state, id);

CREATE INDEX payouts_settling ON public.payouts USING btree (merchant_id, id) WHERE (kind = 'settlement'::text);

CREATE INDEX postings_by_account ON public.postings USING btree (merchant_id, asset, purpose, posted_at, "position");

CREATE INDEX rail_pool_free ON public.rail_pool USING btree (place, variant, id) WHERE (subject_id IS NULL);

CREATE UNIQUE INDEX rail_pool_taken ON public.rail_pool USING btree (merchant_id, subject_id, place) WHERE (subject_id IS NOT NULL);

CREATE INDEX refunds_by_abnormal_payment ON public.refunds USING btree (merchant_id, abnormal_id, id) WHERE (abnormal_id IS NOT NULL);

CREATE INDEX refunds_by_dialect ON public.refunds USING btree (merchant_id, dialect, id);

CREATE INDEX refunds_by_dialect_and_state ON public.refunds USING btree (merchant_id, dialect, state, id);

CREATE INDEX refunds_by_invoice ON public.refunds USING btree (merchant_id, invoice_id, id);

CREATE INDEX refunds_by_state ON public.refunds USING btree (merchant_id, state, id);

CREATE INDEX replay_claims_by_expiry ON public.replay_claims USING btree (expires_at);

CREATE INDEX tokens_by_expiry ON public.tokens USING btree (expires_at);

CREATE UNIQUE INDEX tokens_by_hash ON public.tokens USING btree (hash);

CREATE INDEX virtual_accounts_by_dialect ON public.virtual_accounts USING btree (merchant_id, dialect, id);

CREATE INDEX virtual_accounts_by_state ON public.virtual_accounts USING btree (merchant_id, dialect, state, id);

CREATE INDEX virtual_accounts_own ON public.virtual_accounts USING btree (merchant_id, dialect, id) WHERE (holder = 'merchant'::text);

CREATE OR REPLACE FUNCTION public.merchants_get_ledger()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into ledger_heads (merchant_id, position, posted_at, hash)
  values (new.merchant_id, 0, 0, decode(repeat('00', 32), 'hex'));
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.postings_sealed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (
    select 1 from ledger_heads where merchant_id = new.merchant_id and position = new.position - 1
  ) then
    raise exception 'only the next transfer takes postings' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.refunds_add_to_abnormal_payment()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update abnormal_payments set refunding_minor = refunding_minor + new.amount_minor
  where merchant_id = new.merchant_id and id = new.abnormal_id and dialect = new.dialect and asset = new.asset
    and state = 'open' and new.invoice_id is not distinct from (case subject_kind when 'invoice' then subject_id end);
  if not found then
    raise exception 'a refund is of an abnormal payment of its merchant that is open'
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.refunds_add_to_invoice()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update invoices set refunding_minor = refunding_minor + new.amount_minor
  where merchant_id = new.merchant_id and dialect = new.dialect and id = new.invoice_id and due_asset = new.asset;
  if not found then
    raise exception 'a refund is of money that an invoice of its merchant captured'
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.refunds_subtract()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update invoices set refunding_minor = refunding_minor - old.amount_minor
  where old.abnormal_id is null and merchant_id = old.merchant_id and dialect = old.dialect and id = old.invoice_id;
  update abnormal_payments set refunding_minor = refunding_minor - old.amount_minor
  where merchant_id = old.merchant_id and id = old.abnormal_id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.refunds_succeed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update abnormal_payments set refunded_minor = refunded_minor + new.amount_minor
  where merchant_id = new.merchant_id and id = new.abnormal_id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '%', tg_argv[0] using errcode = 'integrity_constraint_violation';
end $function$;

CREATE OR REPLACE FUNCTION public.transfers_resolve()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.transfers_seal()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.unixepoch(text)
 RETURNS double precision
 LANGUAGE sql
AS $function$ select extract(epoch from clock_timestamp()) $function$;

CREATE TRIGGER abnormal_payments_keep BEFORE UPDATE ON public.abnormal_payments FOR EACH ROW WHEN (((new.merchant_id <> old.merchant_id) OR (new.subject_kind <> old.subject_kind) OR (new.subject_id <> old.subject_id) OR (new.deposit_id <> old.deposit_id) OR (new.kind <> old.kind) OR (new.asset <> old.asset) OR (new.amount_minor <> old.amount_minor))) EXECUTE FUNCTION refuse('what an abnormal payment is of never changes');

CREATE TRIGGER abnormal_payments_stay BEFORE DELETE ON public.abnormal_payments FOR EACH ROW EXECUTE FUNCTION refuse('abnormal payments are never taken away');

CREATE TRIGGER abnormal_payments_stay_ended BEFORE UPDATE OF state ON public.abnormal_payments FOR EACH ROW WHEN (((old.state <> 'open'::text) AND (new.state <> old.state))) EXECUTE FUNCTION refuse('an abnormal payment that was accepted or refunded stays so');

CREATE TRIGGER credentials_stay_revoked BEFORE UPDATE ON public.credentials FOR EACH ROW WHEN ((old.state = 'revoked'::text)) EXECUTE FUNCTION refuse('a revoked credential never changes');

CREATE TRIGGER deposits_keep BEFORE UPDATE ON public.deposits FOR EACH ROW WHEN (((new.merchant_id <> old.merchant_id) OR (new.rail <> old.rail) OR (new.external_id <> old.external_id) OR (new.subject_kind <> old.subject_kind) OR (new.subject_id <> old.subject_id) OR (new.asset <> old.asset) OR (new.amount_minor <> old.amount_minor) OR (new.counted <> old.counted))) EXECUTE FUNCTION refuse('a deposit is what it was when it was first heard of');

CREATE TRIGGER deposits_stay BEFORE DELETE ON public.deposits FOR EACH ROW EXECUTE FUNCTION refuse('deposits are never taken away');

CREATE TRIGGER deposits_stay_decided BEFORE UPDATE OF state ON public.deposits FOR EACH ROW WHEN (((old.state <> 'seen'::text) AND (new.state <> old.state))) EXECUTE FUNCTION refuse('a deposit that was confirmed or rejected stays so');

CREATE TRIGGER invoices_keep_terms BEFORE UPDATE OF due_asset, due_minor ON public.invoices FOR EACH ROW WHEN ((((new.due_asset IS DISTINCT FROM old.due_asset) OR (new.due_minor IS DISTINCT FROM old.due_minor)) AND ((old.state <> 'pending'::text) OR (old.received_minor > 0)))) EXECUTE FUNCTION refuse('what is due does not change once it was received or has ended');

CREATE TRIGGER invoices_stay_ended BEFORE UPDATE OF state ON public.invoices FOR EACH ROW WHEN (((old.state = ANY (ARRAY['paid'::text, 'expired'::text, 'cancelled'::text])) AND (new.state <> old.state))) EXECUTE FUNCTION refuse('an invoice that has ended stays so');

CREATE TRIGGER ledger_heads_advance BEFORE UPDATE ON public.ledger_heads FOR EACH ROW WHEN (((new."position" <> (old."position" + 1)) OR (new.merchant_id <> old.merchant_id))) EXECUTE FUNCTION refuse('a ledger only grows, by one transfer at a time');

CREATE TRIGGER ledger_heads_keep BEFORE DELETE ON public.ledger_heads FOR EACH ROW EXECUTE FUNCTION refuse('a ledger is never taken away');

CREATE TRIGGER ledger_heads_start BEFORE INSERT ON public.ledger_heads FOR EACH ROW WHEN ((new."position" <> 0)) EXECUTE FUNCTION refuse('a ledger starts empty');

CREATE TRIGGER ledger_heads_stay BEFORE TRUNCATE ON public.ledger_heads FOR EACH STATEMENT EXECUTE FUNCTION refuse('a ledger is never taken away');

CREATE TRIGGER merchants_get_ledger AFTER INSERT ON public.merchants FOR EACH ROW EXECUTE FUNCTION merchants_get_ledger();

CREATE TRIGGER payouts_keep_terms BEFORE UPDATE ON public.payouts FOR EACH ROW WHEN (((new.source_asset <> old.source_asset) OR (new.source_minor <> old.source_minor) OR (new.fee_minor <> old.fee_minor) OR (new.asset <> old.asset) OR (new.amount_minor <> old.amount_minor) OR (new.destination <> old.destination) OR ((new.released_at IS NULL) AND (old.released_at IS NOT NULL)))) EXECUTE FUNCTION refuse('what a payout pays never changes');

CREATE TRIGGER payouts_stay_ended BEFORE UPDATE OF state ON public.payouts FOR EACH ROW WHEN (((new.state <> old.state) AND ((old.state = ANY (ARRAY['failed'::text, 'returned'::text, 'expired'::text, 'cancelled'::text])) OR ((old.state = 'completed'::text) AND (new.state <> 'returned'::text))))) EXECUTE FUNCTION refuse('a payout that has ended stays so');

CREATE TRIGGER postings_keep BEFORE DELETE OR UPDATE ON public.postings FOR EACH ROW EXECUTE FUNCTION refuse('postings never change');

CREATE TRIGGER postings_sealed BEFORE INSERT ON public.postings FOR EACH ROW EXECUTE FUNCTION postings_sealed();

CREATE TRIGGER postings_stay BEFORE TRUNCATE ON public.postings FOR EACH STATEMENT EXECUTE FUNCTION refuse('postings never change');

CREATE TRIGGER quotes_serve_once BEFORE UPDATE ON public.quotes FOR EACH ROW WHEN ((old.payout_id IS NOT NULL)) EXECUTE FUNCTION refuse('a quote is used once');

CREATE TRIGGER refunds_add_to_abnormal_payment AFTER INSERT ON public.refunds FOR EACH ROW WHEN ((new.abnormal_id IS NOT NULL)) EXECUTE FUNCTION refunds_add_to_abnormal_payment();

CREATE TRIGGER refunds_add_to_invoice AFTER INSERT ON public.refunds FOR EACH ROW WHEN ((new.abnormal_id IS NULL)) EXECUTE FUNCTION refunds_add_to_invoice();

CREATE TRIGGER refunds_begin BEFORE INSERT ON public.refunds FOR EACH ROW WHEN ((new.state <> 'requested'::text)) EXECUTE FUNCTION refuse('a refund begins as requested');

CREATE TRIGGER refunds_end AFTER UPDATE OF state ON public.refunds FOR EACH ROW WHEN (((new.state = ANY (ARRAY['failed'::text, 'cancelled'::text])) AND (old.state <> ALL (ARRAY['failed'::text, 'cancelled'::text])))) EXECUTE FUNCTION refunds_subtract();

CREATE TRIGGER refunds_keep_terms BEFORE UPDATE ON public.refunds FOR EACH ROW WHEN (((new.merchant_id <> old.merchant_id) OR (new.dialect <> old.dialect) OR (new.invoice_id IS DISTINCT FROM old.invoice_id) OR (new.abnormal_id IS DISTINCT FROM old.abnormal_id) OR (new.asset <> old.asset) OR (new.amount_minor <> old.amount_minor) OR (new.destination <> old.destination))) EXECUTE FUNCTION refuse('what a refund pays never changes');

CREATE TRIGGER refunds_stay BEFORE DELETE ON public.refunds FOR EACH ROW WHEN ((old.state <> 'requested'::text)) EXECUTE FUNCTION refuse('a refund that was begun is never taken away');

CREATE TRIGGER refunds_stay_ended BEFORE UPDATE OF state ON public.refunds FOR EACH ROW WHEN (((old.state = ANY (ARRAY['done'::text, 'failed'::text, 'cancelled'::text])) AND (new.state <> old.state))) EXECUTE FUNCTION refuse('a refund that has ended stays so');

CREATE TRIGGER refunds_succeed AFTER UPDATE OF state ON public.refunds FOR EACH ROW WHEN (((new.state = 'done'::text) AND (old.state <> 'done'::text))) EXECUTE FUNCTION refunds_succeed();

CREATE TRIGGER refunds_taken_back AFTER DELETE ON public.refunds FOR EACH ROW EXECUTE FUNCTION refunds_subtract();

CREATE TRIGGER replay_counters_grow BEFORE UPDATE ON public.replay_counters FOR EACH ROW WHEN ((new.last_microseconds <= old.last_microseconds)) EXECUTE FUNCTION refuse('a replay counter only grows');

CREATE TRIGGER transfers_keep BEFORE DELETE OR UPDATE ON public.transfers FOR EACH ROW EXECUTE FUNCTION refuse('transfers never change');

CREATE TRIGGER transfers_resolve AFTER INSERT ON public.transfers FOR EACH ROW WHEN ((new.resolves_position IS NOT NULL)) EXECUTE FUNCTION transfers_resolve();

CREATE TRIGGER transfers_seal AFTER INSERT ON public.transfers FOR EACH ROW EXECUTE FUNCTION transfers_seal();

CREATE TRIGGER transfers_stay BEFORE TRUNCATE ON public.transfers FOR EACH STATEMENT EXECUTE FUNCTION refuse('transfers never change');

CREATE TRIGGER virtual_accounts_begin BEFORE INSERT ON public.virtual_accounts FOR EACH ROW WHEN (((new.state <> 'active'::text) OR (new.received_minor <> 0))) EXECUTE FUNCTION refuse('a virtual account begins active and empty');

CREATE TRIGGER virtual_accounts_keep_terms BEFORE UPDATE ON public.virtual_accounts FOR EACH ROW WHEN (((new.merchant_id <> old.merchant_id) OR (new.dialect <> old.dialect) OR (new.asset <> old.asset) OR (new.fixed_minor IS DISTINCT FROM old.fixed_minor) OR (new.bank <> old.bank) OR (new.account_number <> old.account_number) OR (new.received_minor < old.received_minor))) EXECUTE FUNCTION refuse('what a virtual account takes never changes, and what it has received stays received');

CREATE TRIGGER virtual_accounts_stay_ended BEFORE UPDATE OF state ON public.virtual_accounts FOR EACH ROW WHEN (((old.state <> 'active'::text) AND (new.state <> old.state))) EXECUTE FUNCTION refuse('a virtual account that has ended stays so');
