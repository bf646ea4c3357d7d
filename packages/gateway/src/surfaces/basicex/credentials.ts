import { basicex } from '@countersign/signing';
import {
  alphanumerics,
  type CertificateAuthority,
  type Core,
  type CredentialCommand,
  digits,
  type IssuedCredentials,
  listCredentials,
  type Merchant,
} from '../../core/index.ts';

/** The lengths of those that were observed. */
const MERCHANT_NUMBER_DIGITS = 15;
const KEY_LENGTH = 64;

/**
 * New credentials for both ways of signing: an API key with its Secret Key, and a certificate of the gateway's own authority with
 * its private key, whose subject is the merchant's number and company. The private key is shown, and never kept.
 *
 * @param certificateSigningRequest PKCS#10 in PEM, from a merchant who keeps the private key to itself
 * @throws CertificateRequestError
 */
export async function issueBasicexCredentials(
  core: Core,
  authority: Pick<CertificateAuthority, 'issue'>,
  merchant: Merchant,
  certificateSigningRequest?: string,
): Promise<IssuedCredentials> {
  const merchantNo = (await knownNumber(core, merchant)) ?? newNumber(core);
  const apiKey = alphanumerics(core.environment, KEY_LENGTH);
  const secretKey = alphanumerics(core.environment, KEY_LENGTH);
  const issued = await authority.issue({
    commonName: merchantNo,
    organization: merchant.name,
    ...(certificateSigningRequest !== undefined && { certificateSigningRequest }),
  });
  const { certificate, privateKey, fingerprint, validTo } = issued;
  const common = { merchantId: merchant.id, dialect: basicex.name };
  const commands: readonly CredentialCommand[] = [
    { ...common, kind: 'key', keyId: apiKey, public: { merchantNo, apiKey }, secrets: { secretKey } },
    {
      ...common,
      kind: 'certificate',
      keyId: fingerprint,
      public: { merchantNo, certificate },
      secrets: {},
      expiresAt: validTo,
    },
  ];
  const shown = { merchantNo, apiKey, secretKey, certificate };
  return { shown: privateKey === undefined ? shown : { ...shown, privateKey }, commands };
}

/** A merchant keeps its number, whatever keys it had and has. */
async function knownNumber(core: Core, merchant: Merchant): Promise<string | undefined> {
  const credentials = await listCredentials(core.reader, merchant.id);
  return credentials.find(({ dialect }) => dialect === basicex.name)?.public.merchantNo;
}

/** Such as `819275770875906`. */
function newNumber({ environment }: Core): string {
  return `8${digits(environment, MERCHANT_NUMBER_DIGITS - 1)}`;
}
