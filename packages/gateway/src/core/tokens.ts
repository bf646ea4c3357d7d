import { createHash } from 'node:crypto';
import { selectLiveCredentialByToken, selectLiveStampByToken } from '../store/queries/credentials.ts';
import { deleteTokensOfCredential, insertToken } from '../store/queries/tokens.ts';
import type { Transaction } from '../store/store.ts';
import type { Core } from './core.ts';
import type { Credential } from './credential.ts';
import { credentialOf, rememberedCredential } from './credentials.ts';
import { alphanumerics } from './random-text.ts';

/** As long as the access token that ANexPay's page shows: 143 bits. */
const TOKEN_LENGTH = 24;

export interface TokenCommand {
  readonly credential: { readonly merchantId: string; readonly id: string };
  readonly lifetimeMilliseconds: number;
  /** Whether earlier tokens of the credential end with this one. */
  readonly displaces: boolean;
}

/** A new bearer token for a credential. Only its hash is kept. */
export async function issueToken(
  transaction: Transaction,
  core: Core,
  command: TokenCommand,
): Promise<string> {
  const { merchantId, id: credentialId } = command.credential;
  if (command.displaces) await deleteTokensOfCredential(transaction, { merchantId, credentialId });
  const token = alphanumerics(core.environment, TOKEN_LENGTH);
  const createdAt = core.wire.now();
  const expiresAt = createdAt + command.lifetimeMilliseconds;
  await insertToken(transaction, { merchantId, credentialId, hash: hashOf(token), createdAt, expiresAt });
  return token;
}

/** The live credential of a live token of the dialect. */
export async function findByToken(
  core: Core,
  dialect: string,
  token: string,
): Promise<Credential | undefined> {
  const key = { dialect, hash: hashOf(token), now: core.wire.now() };
  const stamp = await selectLiveStampByToken(core.reader, key);
  if (stamp === undefined) return undefined;
  const known = rememberedCredential(core, stamp);
  if (known !== undefined) return known;
  const row = await selectLiveCredentialByToken(core.reader, key);
  return row && credentialOf(core, row);
}

function hashOf(token: string): Uint8Array {
  return createHash('sha256').update(token, 'utf8').digest();
}
