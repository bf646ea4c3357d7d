// Credentials through a running gateway, as its operator manages them from a shell.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { certificateRequest } from '../../../../test/support/certificate-request.ts';
import { startTestGateway, type TestGateway } from '../../../../test/support/gateway.ts';
import { temporaryFile } from '../testing/credentials.ts';
import { runInProcess } from '../testing/run-in-process.ts';

describe('credentials', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
  });
  after(() => gateway?.stop());

  const credentials = (...commandArguments: string[]) =>
    runInProcess(['credentials', ...commandArguments, '--data', gateway.dataFolder], { now: Date.now });
  const created = async (...commandArguments: string[]) => {
    const { code, output, errors } = await credentials('create', ...commandArguments);
    assert.equal(code, 0, errors);
    const ids = errors.match(/(?<=created |and )\S+(?= and| of|;)/gu) ?? [];
    return { shown: JSON.parse(output), ids, errors };
  };
  /** Whether a call with the credentials is taken. */
  const works = async (shown: object, dialect: string, ...call: string[]) => {
    const file = temporaryFile('credentials.json', JSON.stringify(shown));
    const { code } = await runInProcess(['call', dialect, ...call, '--credentials', file], { now: Date.now });
    return code === 0;
  };

  test('create: for a new merchant, which then has several, so that one must be named', async () => {
    const { shown, errors } = await created('blackhat', '--new-merchant', 'Example Shop');
    assert.equal(await works(shown, 'blackhat', 'POST', 'getStores'), true);
    const [, merchant = ''] = / of the new merchant (\S+); /u.exec(errors) ?? [];
    const unnamed = await credentials('create', 'blackhat');
    assert.deepEqual([unnamed.code, unnamed.output], [1, '']);
    assert.match(unnamed.errors, /Say whose: .* newMerchant/u);
    await created('upay', '--merchant', merchant);
    const { output } = await credentials('list', '--merchant', merchant, '--json');
    assert.deepEqual(
      JSON.parse(output).map(({ dialect }: { dialect: string }) => dialect),
      ['blackhat', 'upay'],
    );
  });

  test('create and allow: from some addresses, then from others, then from anywhere', async () => {
    const addresses = ['--allow', '192.0.2.7', '--allow', '2001:db8::/32'];
    const { shown, ids } = await created('blackhat', '--new-merchant', 'Elsewhere', ...addresses);
    const [id = ''] = ids;
    const call = () => works(shown, 'blackhat', 'POST', 'getStores');
    assert.equal(await call(), false);

    const allowed = await credentials('allow', id, '127.0.0.1', '192.0.2.0/24');
    assert.deepEqual([allowed.code, allowed.output], [0, `${id} may be used from 127.0.0.1 192.0.2.0/24\n`]);
    assert.equal(await call(), true);

    await credentials('allow', id, '192.0.2.7');
    assert.equal(await call(), false);
    const anywhere = await credentials('allow', id, '--anywhere', '--json');
    assert.deepEqual(JSON.parse(anywhere.output), { id, allowlist: [] });
    assert.equal(await call(), true);
  });

  test('create basicex --csr: a certificate for a key that never leaves its owner', async () => {
    const { privateKey, request } = await certificateRequest('CN=Shop');
    const csr = temporaryFile('shop.csr', request);
    const { shown } = await created('basicex', '--new-merchant', 'Own key', '--csr', csr);
    assert.equal(shown.privateKey, undefined);
    const call = ['GET', '/v2/rates/USD', '--mode', 'certificate'];
    assert.equal(await works({ ...shown, privateKey }, 'basicex', ...call), true);
  });

  test('create upay --public-key: the same for a key pair', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2_048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const file = temporaryFile('shop.pem', publicKey);
    const { shown } = await created('upay', '--new-merchant', 'Own pair', '--public-key', file);
    assert.equal(shown.merchantPrivateKey, undefined);
    const own = { ...shown, merchantPrivateKey: privateKey };
    assert.equal(await works(own, 'upay', 'POST', '/api/v1/merchant/asset', '{}'), true);
  });

  test('create anexpay --email: what the merchant logs in with', async () => {
    const { shown } = await created('anexpay', '--new-merchant', 'With mail', '--email', 'a@shop.example');
    assert.equal(shown.email, 'a@shop.example');
  });

  const REFUSED: readonly [code: number, words: RegExp, ...commandArguments: string[]][] = [
    [
      1,
      /upay takes no certificateSigningRequest/u,
      'create',
      'upay',
      '--new-merchant',
      'x',
      '--csr',
      import.meta.filename,
    ],
    [
      1,
      /'shop\.example' is not an IPv4 or IPv6 address/u,
      'create',
      'upay',
      '--new-merchant',
      'x',
      '--allow',
      'shop.example',
    ],
    [1, /There is no live credential nothing/u, 'allow', 'nothing', '127.0.0.1'],
    [2, /--csr: cannot read 'absent'/u, 'create', 'basicex', '--csr', 'absent'],
    [
      2,
      /--new-merchant: not together with --merchant/u,
      'create',
      'upay',
      '--merchant',
      'x',
      '--new-merchant',
      'y',
    ],
    [2, /give either the addresses to allow, or --anywhere/u, 'allow', 'x'],
    [2, /give either the addresses to allow, or --anywhere/u, 'allow', 'x', '127.0.0.1', '--anywhere'],
  ];
  for (const [code, words, ...commandArguments] of REFUSED) {
    test(`refuses ${commandArguments.join(' ').slice(0, 80)}`, async () => {
      const refused = await credentials(...commandArguments);
      assert.deepEqual([refused.code, refused.output], [code, '']);
      assert.match(refused.errors, words);
    });
  }
});
