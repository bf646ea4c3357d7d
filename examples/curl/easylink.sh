#!/bin/sh
# EasyLink, with curl and openssl.
#
#   examples/curl/easylink.sh [SANDBOX_JSON [ORIGIN]]
#
# doc.easylink.id/doc-5864588: take the headers X-EasyLink-AppKey, -Nonce and -Timestamp and every parameter of the
# body, sort them by name, write name=value joined by &, put the app key before and after, and sign with RSA-SHA256, in
# base64. Values are form-encoded as by PHP's urlencode; the page does not say so, but every public client does it.
# All calls are POST.
dialect=easylink
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

app_id=$(credential appId)
app_key=$(credential appKey)
app_secret=$(credential appSecret)
credential merchantPrivateKey >"$work/merchant.key"
hide '<app key>' "$app_key"
hide '<app secret>' "$(json_text "$app_secret")"

# form_encoded TEXT: letters, digits and - _ . stay, a space becomes +, any other byte %XX.
form_encoded() {
  printf %s "$1" | od -An -v -tx1 | awk '
    BEGIN {
      for (code = 33; code < 127; code++)
        if ((character = sprintf("%c", code)) ~ /[-_.0-9A-Za-z]/) written[sprintf("%02x", code)] = character
      written["20"] = "+"
    }
    { for (i = 1; i <= NF; i++) printf "%s", ($i in written) ? written[$i] : "%" toupper($i) }'
}

# json_of NAME=VALUE...: a JSON object of strings.
json_of() {
  separator='{'
  for parameter do
    printf '%s"%s":"%s"' "$separator" "${parameter%%=*}" "$(json_text "${parameter#*=}")"
    separator=,
  done
  [ "$separator" = , ] || printf '{'
  printf '}'
}

# sorted_parameters NAME=VALUE...: name=value&..., values encoded and names not, in the byte order of the names.
sorted_parameters() {
  for parameter do
    printf '%s=%s\n' "${parameter%%=*}" "$(form_encoded "${parameter#*=}")"
  done | sort -t = -k 1,1 | paste -s -d '&' -
}

# call PATH NAME=VALUE...: the parameters are signed and, as JSON, sent.
call() {
  path=$1
  shift
  body=$(json_of "$@")
  nonce=$(openssl rand -hex 16)
  timestamp=$(date +%s)000 # milliseconds; five minutes off the server's clock are allowed
  string_to_sign=$app_key$(sorted_parameters \
    "X-EasyLink-AppKey=$app_key" "X-EasyLink-Nonce=$nonce" "X-EasyLink-Timestamp=$timestamp" "$@")$app_key
  show 'string to sign' "$string_to_sign"
  signature=$(printf %s "$string_to_sign" | openssl dgst -sha256 -sign "$work/merchant.key" -binary | to_base64)
  request "$origin$path" \
    --header 'Content-Type: application/json' \
    --header "Authorization: Bearer $token" \
    --header "X-EasyLink-AppKey: $app_key" \
    --header "X-EasyLink-Nonce: $nonce" \
    --header "X-EasyLink-Timestamp: $timestamp" \
    --header "X-EasyLink-Sign: $signature" \
    --data-binary "$body"
  expect code 0
}

step 'Get an access token; it lives for ten minutes, and this call needs no signature'
request "$origin/get-access-token" \
  --header 'Content-Type: application/json' \
  --data-binary "$(json_of "app_id=$app_id" "app_secret=$app_secret")"
expect code 0
token=$(answer data)

step 'Read the balance'
call /finance-account/balances
show 'balance' "$(answer data.balance) IDR"

step 'Pay 50,000 IDR, the least there is, into a bank account in Indonesia'
reference=curl-$(date +%s)-$$
call /v2/transfer/create-domestic-transfer \
  "reference=$reference" \
  'bank_id=2' \
  'account_holder_name=BUDI SANTOSO' \
  'account_number=8730700000000001' \
  'amount=50000' \
  'payment_method=1' \
  'description=Invoice #102 / May'
expect data.reference "$reference"
disbursement_id=$(answer data.disbursement_id)

step 'Read the transfer'
call /transfer/get-domestic-transfer "reference=$reference"
expect data.reference "$reference"
expect data.disbursement_id "$disbursement_id"

printf '\n\neasylink: transfer %s created and read back.\n' "$disbursement_id"
