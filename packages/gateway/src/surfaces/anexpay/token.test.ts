import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type AnexpayMerchant,
  CREATE,
  ORDER,
  onEachEngine,
  READ,
  TOKEN,
  unsigned,
} from '../../../../../test/support/anexpay.ts';

const MINUTE_MILLISECONDS = 60_000;
const ORDERS = `${READ}?orderNo=none`;

function passwordGrant({ credentials }: AnexpayMerchant) {
  const { signKey: _, ...rest } = credentials;
  return { grantType: 'password', ...rest };
}

onEachEngine('an access token', (opened) => {
  const ask = (body: object | string, reader?: AnexpayMerchant) =>
    opened().send(unsigned({ path: TOKEN, body }), reader);

  it('is given for key, secret, e-mail and password together, in a signed answer', async () => {
    const { call, newMerchant } = opened();
    const merchant = await newMerchant();
    const answer = await ask(passwordGrant(merchant), merchant);
    const { access_token: token, ...rest } = answer.retdata ?? {};
    assert.deepEqual([answer.status, answer.retcode, answer.retmsg], [200, '200', null]);
    assert.deepEqual(rest, { token_type: 'bearer', expires_in: 1800, client_id: 1 });
    assert.match(String(token), /^[A-Za-z0-9]{24}$/u);
    assert.ok(answer.isSigned);
    const used = await call({ path: ORDERS, merchant, token: String(token) });
    assert.equal(used.status, 404);
  });

  it('displaces the one before it', async () => {
    const { call, newMerchant } = opened();
    const merchant = await newMerchant();
    await ask(passwordGrant(merchant), merchant);
    assert.equal((await call({ path: ORDERS, merchant })).status, 401);
  });

  it('lasts half an hour', async () => {
    const { call, newMerchant, environment } = opened();
    const merchant = await newMerchant();
    environment.advance(30 * MINUTE_MILLISECONDS - 1);
    assert.equal((await call({ path: ORDERS, merchant })).status, 404);
    environment.advance(1);
    const late = await call({ path: ORDERS, merchant });
    assert.deepEqual([late.status, late.retcode, late.isSigned], [401, '401', false]);
    assert.equal(late.headers.get('www-authenticate'), 'Bearer');
  });

  it('is refused in the same words whatever is wrong', async () => {
    const { newMerchant } = opened();
    const merchant = await newMerchant();
    const good = passwordGrant(merchant);
    const answers = await Promise.all(
      [
        { ...good, apiKey: 'x'.repeat(24) },
        { ...good, apiSecret: 'x'.repeat(24) },
        { ...good, email: 'other@merchant.example' },
        { ...good, password: 'x' },
        { ...good, apiKey: good.apiKey.toLowerCase() },
      ].map((body) => ask(body, merchant)),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([401]));
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    assert.ok(answers.every(({ isSigned }) => !isSigned));
  });

  it('is given only to addresses of the allowlist', async () => {
    const { newMerchant } = opened();
    const merchant = await newMerchant({ allowlist: ['192.0.2.0/24'] });
    const answer = await ask(passwordGrant(merchant), merchant);
    assert.deepEqual([answer.status, answer.retcode, answer.isSigned], [403, '403', true]);
  });

  describe('is refused for', () => {
    const GOOD = { grantType: 'password', email: 'x', password: 'x', apiKey: 'x', apiSecret: 'x' };
    const CASES: readonly [what: string, body: object | string, words: RegExp][] = [
      ['no content', {}, /^grantType is required/u],
      ['another grant', { ...GOOD, grantType: 'client_credentials' }, /^grantType is not valid/u],
      ['no e-mail', { ...GOOD, email: undefined }, /^email is required/u],
      ['no password', { ...GOOD, password: null }, /^password is required/u],
      ['an empty key', { ...GOOD, apiKey: '' }, /^apiKey is not valid/u],
      ['a NUL in the key', { ...GOOD, apiKey: 'a\0' }, /^apiKey is not valid/u],
      ['a key without end', { ...GOOD, apiKey: 'x'.repeat(129) }, /^apiKey is not valid/u],
      ['marks without end', { ...GOOD, apiKey: `x${'\u0301'.repeat(200)}` }, /^apiKey is not valid/u],
      ['a secret that is an object', { ...GOOD, apiSecret: {} }, /^apiSecret is not valid/u],
      ['a list', '[]', /must be a JSON object/u],
      ['half of it', '{"apiKey":', /not valid JSON/u],
      ['a form', 'apiKey=x', /not valid JSON/u],
    ];
    for (const [what, body, words] of CASES) {
      it(what, async () => {
        const answer = await ask(body);
        assert.deepEqual([answer.status, answer.retcode, answer.retdata], [400, '400', null]);
        assert.match(answer.retmsg ?? '', words);
      });
    }

    it('bytes that are no UTF-8', async () => {
      const message = unsigned({ path: TOKEN, body: GOOD });
      const answer = await opened().send({ ...message, body: Buffer.from([0x22, 0xff, 0x22]) });
      assert.deepEqual([answer.status, answer.retmsg], [400, 'The body is not UTF-8.']);
    });
  });

  it('is no use without a signature', async () => {
    const { send, merchant } = opened();
    const answer = await send(unsigned({ path: CREATE, body: ORDER }, merchant.token));
    assert.equal(answer.status, 401);
  });
});
