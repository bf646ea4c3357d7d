import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import type { Store, Value } from '../store/store.ts';
import {
  type CredentialCommand,
  CredentialTakenError,
  findCredentialByLogin,
  findCredentials,
  issueCredential,
  listCredentials,
  liveCredentialsOf,
  revokeCredential,
} from './credentials.ts';
import type { Core } from './index.ts';

const SECRET = 'a secret key that nobody may read';

let issued = 0;
/** A command like no other before it. */
const command = (merchantId: string, more: Partial<CredentialCommand> = {}): CredentialCommand => {
  issued += 1;
  return {
    merchantId,
    dialect: 'basicex',
    keyId: `key-${issued}`,
    public: { apiKey: `key-${issued}` },
    secrets: { secretKey: SECRET },
    ...more,
  };
};
const issue = (core: Core, of: CredentialCommand) =>
  core.perform((transaction) => issueCredential(transaction, core, of));
const revoke = (core: Core, credential: { merchantId: string; id: string }) =>
  core.perform((transaction) => revokeCredential(transaction, core, credential));

function bytesOf(value: Value): Buffer {
  return Buffer.from(value instanceof Uint8Array ? value : String(value));
}

/** The database and its log as they stand on the disk. PostgreSQL's are not ours to read. */
async function filesOf(store: Store): Promise<readonly Buffer[]> {
  if (store.engine === 'postgres') return [];
  const row = await store.get("select file from pragma_database_list where name = 'main'");
  return ['', '-wal'].map((suffix) => readFileSync(`${row?.file}${suffix}`));
}

onEachEngine('a credential', (opened) => {
  it('is found by its key id, with all its fields', async () => {
    const { core, merchantId, environment } = opened();
    const of = command(merchantId, { allowlist: ['192.0.2.0/24', '2001:db8::1'], loginId: 'login-1' });
    const credential = await issue(core, of);
    assert.deepEqual(credential, {
      id: credential.id,
      merchantId,
      dialect: 'basicex',
      kind: 'key',
      keyId: of.keyId,
      loginId: 'login-1',
      public: { apiKey: of.keyId },
      fields: { apiKey: of.keyId, secretKey: SECRET },
      allowlist: ['192.0.2.0/24', '2001:db8::1'],
      createdAt: environment.now(),
    });
    assert.deepEqual(await findCredentials(core, 'basicex', of.keyId), [credential]);
    assert.deepEqual(await findCredentialByLogin(core, 'basicex', 'login-1'), credential);
  });

  it('is not found under another dialect, key id or login id', async () => {
    const { core, merchantId } = opened();
    const { keyId } = await issue(core, command(merchantId, { loginId: 'login-2' }));
    assert.deepEqual(await findCredentials(core, 'anexpay', keyId), []);
    assert.deepEqual(await findCredentials(core, 'basicex', keyId.toUpperCase()), []);
    assert.equal(await findCredentialByLogin(core, 'anexpay', 'login-2'), undefined);
    assert.equal(await findCredentialByLogin(core, 'basicex', keyId), undefined);
  });

  it('ends when it is revoked, at once and for good', async () => {
    const { core, merchantId, environment } = opened();
    const credential = await issue(core, command(merchantId));
    await findCredentials(core, 'basicex', credential.keyId);
    assert.equal(await revoke(core, credential), true);
    assert.deepEqual(await findCredentials(core, 'basicex', credential.keyId), []);
    assert.equal(await revoke(core, credential), false);
    const listed = (await listCredentials(core.reader, merchantId)).find(({ id }) => id === credential.id);
    assert.equal(listed?.revokedAt, environment.now());
  });

  it('ends at once in every process', async () => {
    const { core, elsewhere, merchantId } = opened();
    if (elsewhere === undefined) return;
    const credential = await issue(core, command(merchantId));
    assert.equal((await findCredentials(elsewhere, 'basicex', credential.keyId)).length, 1);
    await revoke(core, credential);
    assert.deepEqual(await findCredentials(elsewhere, 'basicex', credential.keyId), []);
  });

  it('is not revived by anything, not even by hand', async () => {
    const { core, merchantId, store } = opened();
    const credential = await issue(core, command(merchantId));
    await revoke(core, credential);
    const revive =
      "update credentials set state = 'live', revoked_at = null where merchant_id = $1 and id = $2";
    await assert.rejects(store.transaction((t) => t.run(revive, [merchantId, credential.id])));
  });

  it('cannot be revoked in the name of another merchant', async () => {
    const { core, merchantId, newMerchant } = opened();
    const credential = await issue(core, command(merchantId));
    assert.equal(await revoke(core, { merchantId: await newMerchant(), id: credential.id }), false);
    assert.equal((await findCredentials(core, 'basicex', credential.keyId)).length, 1);
  });

  it('ends at its very expiry', async () => {
    const { core, merchantId, environment } = opened();
    const of = command(merchantId, { expiresAt: environment.now() + 10, loginId: 'login-3' });
    await issue(core, of);
    environment.advance(9);
    assert.equal((await findCredentials(core, 'basicex', of.keyId)).length, 1);
    environment.advance(1);
    assert.deepEqual(await findCredentials(core, 'basicex', of.keyId), []);
    assert.equal(await findCredentialByLogin(core, 'basicex', 'login-3'), undefined);
  });

  it('replaces all others of its merchant, dialect and kind in the same moment', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const others = [
      await issue(core, command(merchantId, { kind: 'certificate' })),
      await issue(core, command(merchantId, { dialect: 'upay' })),
      await issue(core, command(await newMerchant())),
    ];
    const replaced = [await issue(core, command(merchantId)), await issue(core, command(merchantId))];
    const heir = await issue(core, command(merchantId, { replaces: 'all' }));
    for (const { dialect, keyId } of replaced) {
      assert.deepEqual(await findCredentials(core, dialect, keyId), []);
    }
    for (const { dialect, keyId } of [...others, heir]) {
      assert.equal((await findCredentials(core, dialect, keyId)).length, 1);
    }
  });

  it('signs for its merchant while it is live, the newest before the others', async () => {
    const { core, newMerchant, environment, restarted } = opened();
    const merchantId = await newMerchant();
    const expiresAt = environment.now() + 10;
    const first = await issue(core, command(merchantId));
    const second = await issue(core, command(merchantId, { kind: 'certificate' }));
    const revoked = await issue(core, command(merchantId));
    await issue(core, command(merchantId, { expiresAt }));
    await issue(core, command(merchantId, { dialect: 'upay' }));
    await issue(core, command(await newMerchant()));
    await revoke(core, revoked);
    environment.advance(10);
    assert.deepEqual(await liveCredentialsOf(core, merchantId, 'basicex'), [second, first]);
    assert.deepEqual(await liveCredentialsOf(restarted(), merchantId, 'basicex'), [second, first]);
    assert.deepEqual(await liveCredentialsOf(core, merchantId, 'blackhat'), []);
  });

  it('replaces none where it cannot be issued', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const [first, taken] = [
      await issue(core, command(merchantId)),
      await issue(core, command(await newMerchant())),
    ];
    const refused = issue(core, command(merchantId, { keyId: taken.keyId, replaces: 'all' }));
    await assert.rejects(refused, CredentialTakenError);
    assert.equal((await findCredentials(core, 'basicex', first.keyId)).length, 1);
  });

  it('shares its key id and login id with no other live one of its dialect', async () => {
    const { core, merchantId, newMerchant } = opened();
    const other = await newMerchant();
    const credential = await issue(core, command(merchantId, { loginId: 'login-4' }));
    const { keyId, loginId } = credential;
    await assert.rejects(issue(core, command(other, { keyId })), CredentialTakenError);
    await assert.rejects(issue(core, command(other, { loginId: 'login-4' })), CredentialTakenError);
    await issue(core, command(other, { keyId, dialect: 'easylink' }));
    await revoke(core, credential);
    await issue(core, command(merchantId, { keyId, ...(loginId !== undefined && { loginId }) }));
  });

  it('is listed without its secrets, oldest first, with those that ended', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const [first, second] = [await issue(core, command(merchantId)), await issue(core, command(merchantId))];
    await revoke(core, first);
    const listed = await listCredentials(core.reader, merchantId);
    assert.deepEqual(
      listed.map(({ id }) => id),
      [first.id, second.id],
    );
    assert.ok(listed.every((each) => !('fields' in each)));
    assert.equal(JSON.stringify(listed).includes(SECRET), false);
  });

  it('leaves no secret readable in the store', async () => {
    const { core, merchantId, store } = opened();
    const { id } = await issue(core, command(merchantId));
    const row = await store.get('select * from credentials where merchant_id = $1 and id = $2', [
      merchantId,
      id,
    ]);
    const written = [...Object.values(row ?? {}).map(bytesOf), ...(await filesOf(store))];
    assert.ok(
      written.some((content) => content.includes(id)),
      'the row is there',
    );
    assert.equal(
      written.some((content) => content.includes(SECRET)),
      false,
    );
  });

  it('cannot be read as another after its sealed bytes were swapped', async () => {
    const { core, merchantId, store, restarted } = opened();
    const [one, other] = [await issue(core, command(merchantId)), await issue(core, command(merchantId))];
    const swap = `update credentials set sealed_fields = (select sealed_fields from credentials where id = $1)
      where merchant_id = $2 and id = $3`;
    await store.transaction((transaction) => transaction.run(swap, [one.id, merchantId, other.id]));
    await assert.rejects(findCredentials(restarted(), 'basicex', other.keyId), { code: 'not_authentic' });
  });
});
