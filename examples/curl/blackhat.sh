#!/bin/sh
# BlackHat Merchant, with curl and openssl.
#
#   examples/curl/blackhat.sh [SANDBOX_JSON [ORIGIN]]
#
# merchant.blackhatco.in/help: every call carries `key`, `ts` and `sign` beside its own parameters, all by POST or all by
# GET. `sign` is the HMAC-SHA256 in hex, under the API secret, of the others: sorted by name, name=value, joined by &.
# Values are signed as they are; encoding is for the way only. `ts`, in seconds, must grow with every call of a key.
dialect=blackhat
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

api_key=$(credential apiKey)
api_secret=$(credential apiSecret)
store_id=$(credential storeId)

# openssl takes the key as an argument, and `ps` shows it while the command runs: fine for a sandbox, not for
# production. As hex it may hold any character.
hmac_sha256() {
  key=$(printf %s "$api_secret" | to_hex)
  printf %s "$1" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | to_hex
}

# Sets `ts` to the time in seconds, cut to four decimals. Where `date` knows no %N (macOS) the calls of this run are
# counted instead, and the run begins in a new second, so as to come after the run before it.
calls=0
next_ts() {
  ts=$(date +%s.%N)
  case $ts in
    *.[0-9][0-9][0-9][0-9]*) ts=$(printf %s "$ts" | sed 's/\(\.[0-9]\{4\}\).*/\1/') ;;
    *)
      [ "$calls" -gt 0 ] || sleep 1
      calls=$((calls + 1))
      ts=$(date +%s).$(printf %04d "$calls")
      ;;
  esac
}

# call POST|GET METHOD NAME=VALUE...
call() {
  verb=$1
  url=$origin/api/$2
  shift 2
  next_ts
  set -- "key=$api_key" "ts=$ts" "$@"
  string_to_sign=$(printf '%s\n' "$@" | sort -t = -k 1,1 | paste -s -d '&' -)
  show 'string to sign' "$string_to_sign"
  set -- "$@" "sign=$(hmac_sha256 "$string_to_sign")"
  # --data-urlencode encodes the value behind the first =; with --get the parameters go into the query.
  for parameter do
    shift
    set -- "$@" --data-urlencode "$parameter"
  done
  [ "$verb" = POST ] || set -- --get "$@"
  request "$url" "$@"
  expect ok true
}

step 'List the stores'
call POST getStores
expect_text "$store_id"

step 'Create an invoice of 12.5 BLKC'
order_id=curl-$(date +%s)-$$
call POST createInvoice \
  "store_id=$store_id" \
  'payment_type=transparent' \
  'amount=12.5' \
  'description=Two coffees & a cake' \
  "order_id=$order_id"
invoice_id=$(answer result.invoice_id)
expect result.status pending

step 'Read it by POST'
call POST getInvoice "invoice_id=$invoice_id"
expect result.invoice_id "$invoice_id"
expect result.order_id "$order_id"
expect result.amount 12.50000000

step 'Find it by its order number'
call POST getInvoices "order_id=$order_id"
expect result.total 1
expect result.items.0.invoice_id "$invoice_id"

step 'Cancel it'
call POST cancelInvoice "invoice_id=$invoice_id"
expect result.invoice_id "$invoice_id"
expect result.status cancelled

# The url now holds key, ts and sign, and so does every log on the way: prefer POST.
step 'Read it again, by GET'
call GET getInvoice "invoice_id=$invoice_id"
expect result.invoice_id "$invoice_id"
expect result.status cancelled

printf '\n\nblackhat: invoice %s created, read back and cancelled.\n' "$invoice_id"
