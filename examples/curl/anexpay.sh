#!/bin/sh
# ANexPay XCheckout, with curl and openssl.
#
#   examples/curl/anexpay.sh [SANDBOX_JSON [ORIGIN]]
#
# docs.anexpay.com/8422822m0: METHOD + TIMESTAMP + path + ?query + body, with nothing between, sealed with HMAC-SHA512
# under the signKey, in base64. TIMESTAMP is in milliseconds and may be two minutes off the server's clock. An access
# token says who calls (docs.anexpay.com/467879750e0). Answers are signed by the same rule, with the method, path and
# query of the request and a TIMESTAMP and a body of their own.
dialect=anexpay
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

api_key=$(credential apiKey)
api_secret=$(credential apiSecret)
sign_key=$(credential signKey)
email=$(credential email)
password=$(credential password)
hide '<apiSecret>' "$(json_text "$api_secret")"
hide '<password>' "$(json_text "$password")"

# hmac_sha512 <TEXT. openssl takes the key as an argument, and `ps` shows it while the command runs: fine for a sandbox,
# not for production. As hex it may hold any character.
hmac_sha512() {
  key=$(printf %s "$sign_key" | to_hex)
  openssl dgst -sha512 -mac HMAC -macopt "hexkey:$key" -binary | to_base64
}

# `date` has no milliseconds that work everywhere; whole seconds are near enough.
timestamp() {
  printf '%s000' "$(date +%s)"
}

# verify_answer METHOD PATH-AND-QUERY: an answer with another signature must not be believed.
verify_answer() {
  answered_at=$(answer_header TIMESTAMP)
  show 'string that the answer signs' "$1$answered_at$2$(cat "$work/answer")"
  signature=$({ printf %s "$1$answered_at$2" && cat "$work/answer"; } | hmac_sha512)
  [ "$signature" = "$(answer_header SIGNATURE)" ] || fail "step $step_number: the signature of the answer is wrong"
  printf '\nsignature of the answer: good\n'
}

step 'Get an access token; it lives for 1800 seconds'
request "$origin/user/auth/oauth2/token" \
  --header 'Content-Type: application/json' \
  --data-binary "$(printf '{"grantType":"password","email":"%s","password":"%s","apiKey":"%s","apiSecret":"%s"}' \
    "$(json_text "$email")" "$(json_text "$password")" "$(json_text "$api_key")" "$(json_text "$api_secret")")"
expect retcode 200
token=$(answer retdata.access_token)

step 'Create an order of 12.5 USD, to be paid in USDT on Ethereum within half an hour'
order_no=curl-$(date +%s)-$$
path=/checkout/order/create
# The body is signed and sent as the same bytes; spaces stay inside strings only.
body='{"orderNo":"'$order_no'","orderAmount":12.5,"customerId":"6","token":"ETH_USDT","fiat":"USD","expiredIn":1800}'
timestamp=$(timestamp)
show 'string to sign' "POST$timestamp$path$body"
request "$origin$path" \
  --header 'Content-Type: application/json' \
  --header "Authorization: Bearer $token" \
  --header "TIMESTAMP: $timestamp" \
  --header "SIGNATURE: $(printf %s "POST$timestamp$path$body" | hmac_sha512)" \
  --data-binary "$body"
expect retcode 200
verify_answer POST "$path"
expect retdata.orderNo "$order_no"
deposit_address=$(answer retdata.depositAddress)

step 'Read the order'
path="/checkout/order/info?orderNo=$order_no"
timestamp=$(timestamp)
show 'string to sign (? and the query, no body)' "GET$timestamp$path"
request "$origin$path" \
  --header "Authorization: Bearer $token" \
  --header "TIMESTAMP: $timestamp" \
  --header "SIGNATURE: $(printf %s "GET$timestamp$path" | hmac_sha512)"
expect retcode 200
verify_answer GET "$path"
expect retdata.orderNo "$order_no"
expect retdata.depositAddress "$deposit_address"
expect retdata.orderStatus PAYING

printf '\n\nanexpay: order %s created and read back.\n' "$order_no"
