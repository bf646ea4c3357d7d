import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { openAuthority } from './certificate-authority.ts';
import { openMasterKeys } from './master-key.ts';
import { createSealer } from './sealing.ts';

const MERCHANT = { commonName: '819275770875906', organization: 'Example Trading' };

onEachEngine('the certificate authority', (opened) => {
  it('is made once, whoever opens it, and is the same for ever', async () => {
    const { core, elsewhere = core, restarted } = opened();
    const [one, other] = await Promise.all([openAuthority(core), openAuthority(elsewhere)]);
    const later = await openAuthority(restarted());
    for (const each of [other, later]) {
      assert.equal(each.certificate, one.certificate);
      assert.deepEqual(each.platform, one.platform);
    }
  });

  it('vouches for the platform’s certificate, with whose key callbacks are signed', async () => {
    const { certificate, platform } = await openAuthority(opened().core);
    const root = new X509Certificate(certificate);
    const leaf = new X509Certificate(platform.certificate);
    assert.ok(leaf.verify(root.publicKey));
    assert.ok(leaf.checkPrivateKey(createPrivateKey(platform.privateKey)));
    assert.equal(leaf.serialNumber.toLowerCase(), platform.serialNumber);
  });

  it('issues to a merchant, making its keys', async () => {
    const authority = await openAuthority(opened().core);
    const issued = await authority.issue(MERCHANT);
    const leaf = new X509Certificate(issued.certificate);
    assert.ok(leaf.verify(new X509Certificate(authority.certificate).publicKey));
    assert.ok(leaf.checkPrivateKey(createPrivateKey(issued.privateKey ?? '')));
    assert.equal(leaf.subject, 'O=Example Trading\nCN=819275770875906');
  });

  it('issues for a merchant’s own key, which it then never sees', async () => {
    const authority = await openAuthority(opened().core);
    const own = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const publicKey = own.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const issued = await authority.issue({ ...MERCHANT, publicKey });
    assert.equal('privateKey' in issued, false);
    assert.ok(new X509Certificate(issued.certificate).checkPrivateKey(own.privateKey));
  });

  it('opens only under the master key it was made with', async () => {
    const { core } = opened();
    const environment = testEnvironment();
    const variables = { COUNTERSIGN_MASTER_KEY: Buffer.alloc(32).toString('base64') };
    const sealer = createSealer(environment, openMasterKeys(environment, { variables, folder: '' }));
    await assert.rejects(openAuthority({ ...core, sealer }), { code: 'unknown_master_key' });
  });

  it('leaves no private key readable in the store', async () => {
    await openAuthority(opened().core);
    const rows = await opened().store.all('select value from settings');
    assert.equal(rows.length, 1);
    for (const { value } of rows) {
      assert.ok(value instanceof Uint8Array);
      assert.equal(Buffer.from(value).includes('PRIVATE KEY'), false);
    }
  });
});
