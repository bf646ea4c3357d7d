#!/bin/sh
# BasicEx Payment, API v2, with curl and openssl.
#
#   examples/curl/basicex.sh [SANDBOX_JSON [ORIGIN]]
#
# developers.basicex.com/en/guide/signed-request-flow.html: what is signed is the whole url as requested and then the
# body as sent, with nothing between. There is neither time nor nonce: what stops a repeat is that an order number counts
# once.
#
#   mode          who           X-Signature
#   API key       X-Api-Key     HMAC-SHA512 under the secret key, in hex
#   certificate   X-Identity    RSA-SHA256 with the certificate's private key, in base64
dialect=basicex
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

api_key=$(credential apiKey)
secret_key=$(credential secretKey)

# openssl takes the key as an argument, and `ps` shows it while the command runs: fine for a sandbox, not for
# production. As hex it may hold any character.
hmac_sha512() {
  key=$(printf %s "$secret_key" | to_hex)
  printf %s "$1" | openssl dgst -sha512 -mac HMAC -macopt "hexkey:$key" -binary | to_hex
}

get() {
  url=$origin$1
  show 'string to sign (a GET has no body)' "$url"
  request "$url" \
    --header "X-Api-Key: $api_key" \
    --header "X-Signature: $(hmac_sha512 "$url")"
  expect code 0000
}

# 10.25 USD: amounts are integers, `precision` says how many of the digits stand behind the point.
invoice() {
  printf '{"orderId":"%s","fiat":"USD","amount":1025,"precision":2,"amountType":"money_price",' "$1"
  printf '"description":"Two coffees","notificationUrl":"https://merchant.example/notifications"}'
}

step 'Create an invoice, with the API key'
order_id=curl-$(date +%s)-$$
url=$origin/v2/invoices
body=$(invoice "$order_id")
show 'string to sign' "$url$body"
request "$url" \
  --header 'Content-Type: application/json' \
  --header "X-Api-Key: $api_key" \
  --header "X-Signature: $(hmac_sha512 "$url$body")" \
  --data-binary "$body"
expect code 0000
expect data.merOrderId "$order_id"
invoice_id=$(answer data.invoiceId)

step 'Read it by its invoice id'
get "/v2/invoices/$invoice_id"
expect data.invoiceId "$invoice_id"
expect data.merOrderId "$order_id"

step 'Read it by the order number of the merchant'
get "/v2/invoices/merchant/$order_id"
expect data.invoiceId "$invoice_id"

step 'Create another invoice, with the merchant certificate'
url=$origin/v2/invoices
order_id=$order_id-certificate
body=$(invoice "$order_id")
credential privateKey >"$work/merchant.key"
identity=$(credential certificate | sed '/-----END CERTIFICATE-----/q' | tr -d '\r\n')
show 'string to sign' "$url$body"
signature=$(printf %s "$url$body" | openssl dgst -sha256 -sign "$work/merchant.key" -binary | to_base64)
request "$url" \
  --header 'Content-Type: application/json' \
  --header "X-Identity: $identity" \
  --header "X-Signature: $signature" \
  --data-binary "$body"
expect code 0000
expect data.merOrderId "$order_id"

step 'Read the rates of the coins in USD'
get /v2/rates/USD
show 'one USDT in USD' "$(answer data.USDT)"

step 'Read the platform certificate, with which webhooks verify; this call alone is not signed'
request "$origin/v2/platform/certificate"
expect code 0000
answer data.0.certificate >"$work/platform.crt"
serial=$(openssl x509 -in "$work/platform.crt" -noout -serial | sed 's/^serial=//')
listed=$(answer data.0.serialNumber | tr -d : | tr abcdef ABCDEF | sed 's/^00//')
[ "$serial" = "$listed" ] || fail "the certificate's serial number is $serial, but it is listed as $listed"

printf '\n\nbasicex: invoice %s created and read back.\n' "$invoice_id"
