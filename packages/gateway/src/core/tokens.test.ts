import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine, type TestCore } from '../../../../test/support/core.ts';
import { issueCredential, revokeCredential } from './credentials.ts';
import { findByToken, issueToken } from './tokens.ts';

const LIFETIME = 1_800_000;

let issued = 0;
async function newCredential({ core, merchantId }: TestCore, dialect = 'anexpay') {
  issued += 1;
  const command = { merchantId, dialect, keyId: `key-${issued}`, secrets: { signKey: 'secret' } };
  return core.perform((transaction) => issueCredential(transaction, core, command));
}

function newToken({ core }: TestCore, credential: { merchantId: string; id: string }, displaces = false) {
  const command = { credential, lifetimeMilliseconds: LIFETIME, displaces };
  return core.perform((transaction) => issueToken(transaction, core, command));
}

onEachEngine('a token', (opened) => {
  it('finds the credential it was issued for', async () => {
    const credential = await newCredential(opened());
    const token = await newToken(opened(), credential);
    assert.match(token, /^[A-Za-z0-9]{24}$/);
    assert.deepEqual(await findByToken(opened().core, 'anexpay', token), credential);
  });

  it('finds nothing in another dialect, altered, or never issued', async () => {
    const { core } = opened();
    const token = await newToken(opened(), await newCredential(opened()));
    assert.equal(await findByToken(core, 'easylink', token), undefined);
    assert.equal(await findByToken(core, 'anexpay', `${token}x`), undefined);
    assert.equal(await findByToken(core, 'anexpay', token.toLowerCase()), undefined);
    assert.equal(await findByToken(core, 'anexpay', ''), undefined);
  });

  it('lives beside others of its credential', async () => {
    const { core } = opened();
    const credential = await newCredential(opened());
    const tokens = [await newToken(opened(), credential), await newToken(opened(), credential)];
    for (const token of tokens) assert.equal((await findByToken(core, 'anexpay', token))?.id, credential.id);
  });

  it('ends those before it where it displaces, and no other credential’s', async () => {
    const { core } = opened();
    const credential = await newCredential(opened());
    const other = await newCredential(opened());
    const kept = await newToken(opened(), other);
    const displaced = [await newToken(opened(), credential), await newToken(opened(), credential)];
    const token = await newToken(opened(), credential, true);
    for (const each of displaced) assert.equal(await findByToken(core, 'anexpay', each), undefined);
    assert.equal((await findByToken(core, 'anexpay', token))?.id, credential.id);
    assert.equal((await findByToken(core, 'anexpay', kept))?.id, other.id);
  });

  it('ends at its very expiry', async () => {
    const { core, environment } = opened();
    const token = await newToken(opened(), await newCredential(opened()));
    environment.advance(LIFETIME - 1);
    assert.notEqual(await findByToken(core, 'anexpay', token), undefined);
    environment.advance(1);
    assert.equal(await findByToken(core, 'anexpay', token), undefined);
  });

  it('ends with its credential', async () => {
    const { core } = opened();
    const credential = await newCredential(opened());
    const token = await newToken(opened(), credential);
    await core.perform((transaction) => revokeCredential(transaction, core, credential));
    assert.equal(await findByToken(core, 'anexpay', token), undefined);
  });

  it('is kept as a hash only', async () => {
    const { store } = opened();
    const credential = await newCredential(opened());
    const token = await newToken(opened(), credential);
    const rows = await store.all('select * from tokens where credential_id = $1', [credential.id]);
    assert.equal(rows.length, 1);
    for (const value of Object.values(rows[0] ?? {})) {
      assert.equal(Buffer.from(value instanceof Uint8Array ? value : String(value)).includes(token), false);
    }
  });
});
