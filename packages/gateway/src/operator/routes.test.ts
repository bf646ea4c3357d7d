import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { certificateRequest } from '../../../../test/support/certificate-request.ts';
import { FIRST_CALLS } from '../../../../test/support/first-calls.ts';
import { onEachEngine, send } from '../../../../test/support/operator.ts';
import type { OperatorOptions } from './operation.ts';
import { operatorRoutes } from './routes.ts';

/** All that there are: none of them needs anything to be listed. */
const ROUTES = operatorRoutes({} as OperatorOptions).map(
  ({ method, path }) =>
    [
      method,
      path.replace('/operator/v1', '').replace(':id', '019aa64c-0000-7000-8000-00000000abcd'),
    ] as const,
);

onEachEngine("the operator's API", (opened) => {
  describe('opens to nobody without the token', () => {
    const others = (token: string): readonly (readonly [what: string, headers: Record<string, string>])[] => [
      ['nothing', {}],
      ['another token', { Authorization: `Bearer ${token.slice(0, -1)}_` }],
      ['half of it', { Authorization: `Bearer ${token.slice(0, 20)}` }],
      ['more than it', { Authorization: `Bearer ${token}x` }],
      ['the token alone', { Authorization: token }],
      ['another scheme', { Authorization: `Basic ${token}` }],
      ['another header', { 'X-Api-Key': token }],
    ];
    for (const [method, route] of ROUTES) {
      it(`${method} ${route}`, async () => {
        const { origin, token } = opened();
        const answers = [];
        for (const [what, headers] of others(token)) {
          const {
            status,
            text,
            headers: received,
          } = await send(
            `${origin}/operator/v1${route}?token=${token}`,
            method,
            method === 'GET' ? undefined : 'no JSON',
            headers,
          );
          assert.equal(status, 401, what);
          assert.equal(received.get('www-authenticate'), 'Bearer');
          answers.push(text);
        }
        assert.deepEqual([...new Set(answers)], [UNAUTHORIZED]);
      });
    }
  });

  describe('opens merchants', () => {
    it('with a store to begin with', async () => {
      const { call, issue, origin } = opened();
      const { status, body } = await call('POST', '/merchants', { name: 'Café Nö' });
      assert.deepEqual([status, body.name], [201, 'Café Nö']);
      const { merchantId } = body;
      const { merchants } = (await call('GET', '/merchants')).body;
      assert.equal(merchants.find((each: typeof body) => each.merchantId === merchantId)?.name, 'Café Nö');
      const { shown } = await issue({ dialect: 'blackhat', merchantId });
      assert.equal(await FIRST_CALLS.blackhat?.(origin, shown), true);
    });

    it('and takes nothing but an id for one to go on after', async () => {
      assert.equal((await opened().call('GET', '/merchants?after=%00')).status, 400);
    });

    it('and lists those after one', async () => {
      const { call, newMerchant } = opened();
      const [first, second] = [await newMerchant('One'), await newMerchant('Two')];
      const { merchants } = (await call('GET', `/merchants?after=${first}`)).body;
      assert.deepEqual(
        merchants.map(({ merchantId, name }: Record<string, string>) => [merchantId, name]),
        [[second, 'Two']],
      );
    });
  });

  describe('refuses with 400', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    const pem = { type: 'spki', format: 'pem' } as const;
    const weakKey = weak.publicKey.export(pem);
    const curveKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export(pem);
    const privateKey = weak.privateKey.export({ type: 'pkcs8', format: 'pem' });
    const tampered = async () =>
      (await certificateRequest('CN=x')).request.replace(/.{4}(?=\n?-----END)/su, 'AAAA');
    const CASES: readonly [route: string, body: object | string | (() => Promise<object>), words: RegExp][] =
      [
        ['/merchants', '', /^name is required/u],
        ['/merchants', '{', /^The body is /u],
        ['/merchants', '[]', /^The body must be a JSON object\.$/u],
        ['/merchants', '\u{1f600}', /^The body is /u],
        ['/merchants', {}, /^name is required: the merchant's name/u],
        ['/merchants', { name: '' }, /^name is not valid/u],
        ['/merchants', { name: 'x'.repeat(201) }, /^name is not valid/u],
        ['/merchants', { name: 'a\0' }, /^name is not valid/u],
        ['/merchants', '{"name":"\\ud800"}', /^name is not valid/u],
        ['/merchants', { name: { first: 'x' } }, /^name is not valid/u],
        ['/merchants', { name: 'x', nickname: 'y' }, /^nickname is not known here\.$/u],
        ['/credentials', {}, /^dialect is required/u],
        [
          '/credentials',
          { dialect: 'paypal' },
          /^dialect: one of basicex, anexpay, easylink, blackhat, upay\.$/u,
        ],
        ['/credentials', { dialect: 'constructor' }, /^dialect: one of/u],
        ['/credentials', { dialect: 'upay', merchantId: 'a\0' }, /^merchantId is not valid/u],
        [
          '/credentials',
          { dialect: 'upay', newMerchant: 'x', merchantId: 'y' },
          /^newMerchant: not together/u,
        ],
        [
          '/credentials',
          { dialect: 'upay', newMerchant: '' },
          /^newMerchant is not valid: the merchant's name/u,
        ],
        ['/credentials', { dialect: 'upay', allowList: ['192.0.2.7'] }, /^allowList is not known here\.$/u],
        [
          '/credentials',
          { dialect: 'upay', allowlist: '192.0.2.7' },
          /^allowlist is not valid: a list of up to 100/u,
        ],
        [
          '/credentials',
          { dialect: 'upay', allowlist: ['192.0.2.256'] },
          /^allowlist: '192\.0\.2\.256' is not an IPv4 or IPv6/u,
        ],
        [
          '/credentials',
          { dialect: 'upay', allowlist: ['192.0.2.0/33'] },
          /^allowlist: .* prefix length from 0 to 32/u,
        ],
        [
          '/credentials',
          { dialect: 'upay', allowlist: ['shop.example'] },
          /^allowlist: 'shop\.example' is not/u,
        ],
        ['/credentials', { dialect: 'upay', allowlist: Array(101).fill('::1') }, /^allowlist is not valid/u],
        [
          '/credentials',
          { dialect: 'upay', certificateSigningRequest: 'x' },
          /^upay takes no certificateSigningRequest\.$/u,
        ],
        ['/credentials', { dialect: 'basicex', publicKey: 'x' }, /^basicex takes no publicKey\.$/u],
        ['/credentials', { dialect: 'blackhat', email: 'a@b.example' }, /^blackhat takes no email\.$/u],
        ['/credentials', { dialect: 'anexpay', email: 'nobody' }, /^email is not valid/u],
        ['/credentials', { dialect: 'basicex', certificateSigningRequest: 'x' }, /not PKCS#10 in PEM/u],
        [
          '/credentials',
          async () => ({ dialect: 'basicex', certificateSigningRequest: await tampered() }),
          /not signed by its own key|not PKCS#10/u,
        ],
        ['/credentials', { dialect: 'upay', publicKey: privateKey }, /private key: keep it/u],
        ['/credentials', { dialect: 'upay', publicKey: weakKey }, /at least 2048 bits/u],
        ['/credentials', { dialect: 'easylink', publicKey: curveKey }, /must be an RSA one/u],
        ['/credentials', { dialect: 'easylink', publicKey: 'x' }, /must be an RSA one/u],
      ];
    for (const [route, body, words] of CASES) {
      const name =
        typeof body === 'function' ? 'a certificate request that was changed' : JSON.stringify(body);
      it(`POST ${route} ${name.slice(0, 80)}`, async () => {
        const { call, newMerchant } = opened();
        const content = typeof body === 'function' ? await body() : body;
        const isIssue =
          route === '/credentials' &&
          typeof content === 'object' &&
          !('merchantId' in content || 'newMerchant' in content);
        const request = isIssue ? { ...content, merchantId: await newMerchant() } : content;
        const answer = await call('POST', route, request);
        assert.deepEqual([answer.status, answer.body.error], [400, 'invalid'], answer.text);
        assert.match(answer.body.detail, words);
      });
    }

    it('an allowlist that is left out: it would open the credential to the world', async () => {
      const { call, issue, newMerchant } = opened();
      const { ids } = await issue({ dialect: 'upay', merchantId: await newMerchant() });
      for (const body of ['', {}, { allowlist: null }, { allowed: [] }]) {
        assert.equal((await call('PUT', `/credentials/${ids[0]}/allowlist`, body)).status, 400);
      }
    });
  });

  describe('refuses with 404', () => {
    it('credentials of a merchant that is not named where there are several', async () => {
      const { call, newMerchant } = opened();
      await newMerchant();
      const { status, body } = await call('POST', '/credentials', { dialect: 'upay' });
      assert.equal(status, 404);
      assert.match(body.detail, /^Say whose: .* by merchantId, or a new one by newMerchant\.$/u);
    });

    it('credentials of a merchant that there is not', async () => {
      const { status, body } = await opened().call('POST', '/credentials', {
        dialect: 'upay',
        merchantId: 'nobody',
      });
      assert.deepEqual([status, body.detail], [404, 'There is no merchant nobody.']);
    });

    it('a credential that there is not, or none that could be', async () => {
      const { call } = opened();
      for (const id of ['019aa64c-0000-7000-8000-00000000abcd', 'x', '%2e%2e']) {
        assert.equal((await call('DELETE', `/credentials/${id}`)).status, 404, id);
        assert.equal((await call('PUT', `/credentials/${id}/allowlist`, { allowlist: [] })).status, 404, id);
      }
    });

    it('what is not its own, in JSON all the same', async () => {
      const { call } = opened();
      assert.equal((await call('GET', '/payments')).body.error, 'not_found');
      assert.equal((await call('PATCH', '/credentials')).body.error, 'method_not_allowed');
    });
  });
});

const UNAUTHORIZED = JSON.stringify({
  error: 'unauthorized',
  detail: 'Send the token of operator.json as Authorization: Bearer <token>.',
});
