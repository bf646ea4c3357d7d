import {
  type Core,
  type CredentialCommand,
  type CredentialSummary,
  everyCredential,
  type IssuedCredentials,
  issueCredential,
  listCredentials,
  type Merchant,
  revokeCredential,
  setAllowlist,
  type Transaction,
} from '../core/index.ts';

/** What a merchant brings itself instead of having it made; PEM. */
export interface Brought {
  readonly certificateSigningRequest?: string;
  readonly publicKey?: string;
  readonly email?: string;
}

/** Makes new credentials of one dialect for a merchant. */
export interface CredentialIssuer {
  /** What of it the dialect can use. */
  readonly takes: readonly (keyof Brought)[];
  /** @throws CertificateRequestError, MerchantKeyError */
  readonly issue: (merchant: Merchant, brought: Brought) => Promise<IssuedCredentials>;
}

/** Every merchant's credentials, without their secrets. */
export async function allCredentials(core: Core): Promise<readonly CredentialSummary[]> {
  const all: CredentialSummary[] = [];
  for await (const credential of everyCredential(core.reader)) all.push(credential);
  return all;
}

/** Stores issued credentials in one transaction, for a new merchant together with it. What it returns is shown once. */
export async function storeCredentials(
  core: Core,
  merchant: Merchant,
  { shown, commands }: IssuedCredentials,
  options: {
    readonly allowlist: readonly string[] | undefined;
    readonly open: (transaction: Transaction) => Promise<void>;
  },
): Promise<{ readonly ids: readonly string[]; readonly shown: IssuedCredentials['shown'] }> {
  const existing = await listCredentials(core.reader, merchant.id);
  const ids = await core.perform(async (transaction) => {
    await options.open(transaction);
    const issued: string[] = [];
    for (const command of commands) {
      const addresses = options.allowlist ?? inheritedAllowlist(command, existing);
      issued.push((await issueCredential(transaction, core, { ...command, allowlist: addresses })).id);
    }
    return issued;
  });
  return { ids, shown };
}

/** A key that replaces another is used from where that one was: else a leaked key's renewal would open it to the world. */
function inheritedAllowlist(
  { replaces, dialect }: CredentialCommand,
  existing: readonly CredentialSummary[],
): readonly string[] {
  if (replaces === undefined) return [];
  const replaced = existing.findLast((each) => each.dialect === dialect && each.revokedAt === undefined);
  return replaced?.allowlist ?? [];
}

/** @returns whether there was a live credential of this id */
export async function revoke(core: Core, id: string): Promise<boolean> {
  const credential = await credentialOf(core, id);
  return credential === undefined
    ? false
    : core.perform((transaction) => revokeCredential(transaction, core, credential));
}

/** @returns whether there was a live credential of this id */
export async function allow(core: Core, id: string, allowlist: readonly string[]): Promise<boolean> {
  const credential = await credentialOf(core, id);
  if (credential === undefined) return false;
  const { merchantId } = credential;
  return core.perform((transaction) => setAllowlist(transaction, { merchantId, id, allowlist }));
}

async function credentialOf(core: Core, id: string): Promise<CredentialSummary | undefined> {
  for await (const credential of everyCredential(core.reader)) if (credential.id === id) return credential;
  return undefined;
}
