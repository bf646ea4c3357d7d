import {
  type Core,
  type CredentialSummary,
  type IssuedCredentials,
  issueCredential,
  listCredentials,
  listMerchants,
  type Merchant,
  revokeCredential,
} from '../core/index.ts';

/** Makes new credentials of one dialect for a merchant. */
export type CredentialIssuer = (merchant: Merchant) => Promise<IssuedCredentials>;

const MERCHANTS_MAXIMUM = 1_000;

/** Every merchant's credentials, without their secrets. */
export async function allCredentials(core: Core): Promise<readonly CredentialSummary[]> {
  const merchants = await listMerchants(core.reader, { afterId: '', limit: MERCHANTS_MAXIMUM });
  const lists = await Promise.all(merchants.map(({ id }) => listCredentials(core.reader, id)));
  return lists.flat();
}

/** Issues credentials and stores them in one transaction. What it returns is shown once. */
export async function issueFor(
  core: Core,
  issuer: CredentialIssuer,
  merchant: Merchant,
): Promise<{ readonly ids: readonly string[]; readonly shown: IssuedCredentials['shown'] }> {
  const { shown, commands } = await issuer(merchant);
  const ids = await core.perform(async (transaction) => {
    const issued: string[] = [];
    for (const command of commands) issued.push((await issueCredential(transaction, core, command)).id);
    return issued;
  });
  return { ids, shown };
}

/** The merchant of an id; without one, the only merchant there is. */
export async function merchantFor(core: Core, id: string | undefined): Promise<Merchant | undefined> {
  const merchants = await listMerchants(core.reader, { afterId: '', limit: MERCHANTS_MAXIMUM });
  if (id === undefined) return merchants.length === 1 ? merchants[0] : undefined;
  return merchants.find((merchant) => merchant.id === id);
}

/** @returns whether there was a live credential of this id */
export async function revoke(core: Core, id: string): Promise<boolean> {
  const credential = (await allCredentials(core)).find((each) => each.id === id);
  if (credential === undefined) return false;
  const { merchantId } = credential;
  return core.perform((transaction) => revokeCredential(transaction, core, { merchantId, id }));
}
