#!/bin/sh
# UPay white-label, with curl and openssl; and with Node for the encryption (jwe.mjs), which openssl has no command for.
#
#   examples/curl/upay.sh [SANDBOX_JSON [ORIGIN]]
#
# upay-api-en.readme.io/reference/signature-data-encryption: METHOD|path|timestamp|request id|parameters, sealed with
# HMAC-SHA256 under the secret key, in base64. Parameters are name=value joined by &, sorted by name, strings as they
# are. Where a call is encrypted, the plaintext is signed; then {"payload":"<JWE to the platform's key>"} is sent, and the
# data of the answer is a JWE to the merchant's key.
dialect=upay
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
command -v node >/dev/null || fail 'node is not installed; jwe.mjs needs it'

api_key=$(credential apiKey)
secret_key=$(credential secretKey)
credential merchantPrivateKey >"$work/merchant.key"
credential platformPublicKey >"$work/platform.pub"

# openssl takes the key as an argument, and `ps` shows it while the command runs: fine for a sandbox, not for
# production. As hex it may hold any character.
hmac_sha256() {
  key=$(printf %s "$secret_key" | to_hex)
  printf %s "$1" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | to_base64
}

jwe() {
  node "$(dirname "$0")/jwe.mjs" "$@"
}

# call PATH PARAMETERS BODY: the parameters as they are signed, the body as it is sent.
call() {
  request_id=$(openssl rand -hex 16)
  timestamp=$(date +%s)000 # milliseconds; the signature holds for 60 seconds
  string_to_sign="POST|$1|$timestamp|$request_id|$2"
  show 'string to sign' "$string_to_sign"
  request "$origin$1" \
    --header 'Content-Type: application/json' \
    --header "X-UPA-APIKEY: $api_key" \
    --header "X-UPA-REQUESTID: $request_id" \
    --header "X-UPA-TIMESTAMP: $timestamp" \
    --header "X-UPA-SIGN: $(hmac_sha256 "$string_to_sign")" \
    --data-binary "$3"
  expect code 0
}

# call_encrypted PATH PARAMETERS JSON: as above, and the decrypted data of the answer goes to $work/data.
call_encrypted() {
  show 'plaintext' "$3"
  call "$1" "$2" "{\"payload\":\"$(printf %s "$3" | jwe encrypt "$work/platform.pub")\"}"
  answer data.payload | jwe decrypt "$work/merchant.key" >"$work/data" ||
    fail "step $step_number: cannot decrypt the answer"
  show 'decrypted data' "$(cat "$work/data")"
}

step 'Read the balances; without parameters the string to sign ends with |'
call /api/v1/merchant/asset '' ''

step 'Read which fields a payer has'
call /api/v1/payout/payer/dynamic/form '' ''
expect_text person

# payer_form NAME: all values are text, times are Unix milliseconds, and a group that may repeat is an object of lists.
# The two images are named by ids as /api/v1/common/file/upload gives them.
payer_form() {
  sed 's/^ *//' <<END | tr -d '\n'
{"code":"person","group":[
  {"code":"base","fields":[
    {"fieldKey":"name","fieldValue":"$1"},{"fieldKey":"nameLocal","fieldValue":"$1"},
    {"fieldKey":"dateOfBirth","fieldValue":"632361600000"},
    {"fieldKey":"nationality","fieldValue":"DE"},{"fieldKey":"gender","fieldValue":"Female"}]},
  {"code":"contact","fields":[
    {"fieldKey":"email","fieldValue":"payer@merchant.example"},
    {"fieldKey":"callingCode","fieldValue":"+49"},{"fieldKey":"phoneNumber","fieldValue":"1701234567"}]},
  {"code":"document","fields":{"0":[
    {"fieldKey":"type","fieldValue":"passport"},{"fieldKey":"number","fieldValue":"C01X00T47"},
    {"fieldKey":"issuingCountry","fieldValue":"DE"},{"fieldKey":"citizenship","fieldValue":"DE"},
    {"fieldKey":"issuedDate","fieldValue":"1577836800000"},{"fieldKey":"expiryType","fieldValue":"dated"},
    {"fieldKey":"expiryDate","fieldValue":"1893456000000"},{"fieldKey":"primary","fieldValue":"yes"}]}},
  {"code":"residentialAddress","fields":[
    {"fieldKey":"country","fieldValue":"DE"},{"fieldKey":"province","fieldValue":"Berlin"},
    {"fieldKey":"city","fieldValue":"Berlin"},{"fieldKey":"line1","fieldValue":"Unter den Linden 1"},
    {"fieldKey":"postalCode","fieldValue":"10117"},{"fieldKey":"fileName","fieldValue":"bill.png"},
    {"fieldKey":"describe","fieldValue":"Electricity bill"},
    {"fieldKey":"proofImage","fieldValue":"07f79f796e394bd7a4ecd1bf864238c0"}]},
  {"code":"identification","fields":[
    {"fieldKey":"materiaType","fieldValue":"passport"},{"fieldKey":"fileName","fieldValue":"passport.png"},
    {"fieldKey":"materiaDescribe","fieldValue":"First page"},
    {"fieldKey":"materiaImage","fieldValue":"17f79f796e394bd7a4ecd1bf864238c0"}]}]}
END
}

step 'Create a payer, encrypted; the form is itself sent as a string'
name="Curl $(date +%s)-$$"
form=$(payer_form "$name")
call_encrypted /api/v1/payout/payer/add \
  "formData=$form&subject=person" \
  "{\"subject\":\"person\",\"formData\":\"$(json_text "$form")\"}"
payer_no=$(json_value payerNo <"$work/data") || fail "step $step_number: the data has no payerNo"

step 'Read the payer, encrypted'
call_encrypted /api/v1/payout/payer/info \
  "payerNo=$payer_no" \
  "{\"payerNo\":\"$payer_no\"}"
expect_text "$name" "$work/data"

printf '\n\nupay: payer %s created and read back.\n' "$payer_no"
