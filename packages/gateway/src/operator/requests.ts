import Type, { type Static, type TSchema } from 'typebox';
import { AddressEntryError, parseAddressRange } from '../http/allowlist.ts';
import type { FieldProblem, Read } from '../http/json-body.ts';
import { jsonReader, strict, text } from './fields.ts';

const CHARACTERS_MAXIMUM = 10_000;
const ADDRESSES_MAXIMUM = 100;

const ALLOWLIST = Type.Array(Type.String(), {
  maxItems: ADDRESSES_MAXIMUM,
  description: `a list of up to ${ADDRESSES_MAXIMUM} addresses and blocks, like 192.0.2.7 and 2001:db8::/32; empty for every address.`,
});

const pem = (description: string) =>
  Type.String({ minLength: 1, maxLength: CHARACTERS_MAXIMUM, description });

const merchantName = text("the merchant's name, as payers see it, up to 200 characters.", 200);

const merchantSchema = Type.Object({ name: merchantName }, strict);

const allowlistSchema = Type.Object({ allowlist: ALLOWLIST }, strict);

const credentialsSchema = Type.Object(
  {
    dialect: text('one of the dialects.', 32),
    merchantId: Type.Optional(text("the merchant's id; without it, the only merchant there is.", 64)),
    newMerchant: Type.Optional(merchantName),
    allowlist: Type.Optional(ALLOWLIST),
    certificateSigningRequest: Type.Optional(pem('a PKCS#10 certificate request in PEM.')),
    publicKey: Type.Optional(pem("the merchant's RSA public key, in PEM.")),
    email: Type.Optional(
      Type.String({
        pattern: '^[^\\s@\\p{Cc}\\p{Cs}]{1,64}@[^\\s@\\p{Cc}\\p{Cs}]{1,189}$',
        description: "the e-mail address of the merchant's log-in.",
      }),
    ),
  },
  strict,
);

export const readMerchantRequest = requestReader(merchantSchema);
export const readCredentialsRequest = requestReader(credentialsSchema);
export const readAllowlistRequest = requestReader(allowlistSchema);

function requestReader<Schema extends TSchema>(
  schema: Schema,
): (content: Uint8Array) => Read<Static<Schema>> | FieldProblem {
  const read = jsonReader(schema);
  return (content) => {
    const request = read(content);
    return request.ok ? (addressProblem(request.value) ?? request) : request;
  };
}

function addressProblem(request: unknown): FieldProblem | undefined {
  const { allowlist = [] } = request as Partial<Static<typeof allowlistSchema>>;
  try {
    for (const entry of allowlist) parseAddressRange(entry);
    return undefined;
  } catch (error) {
    if (!(error instanceof AddressEntryError)) throw error;
    return { ok: false, field: 'allowlist', reason: `allowlist: ${error.message}` };
  }
}
