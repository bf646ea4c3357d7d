import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Message } from '@countersign/signing';
import {
  BALANCES,
  type EasylinkMerchant,
  onEachEngine,
  TOKEN,
  unsigned,
} from '../../../../../test/support/easylink.ts';
import { withHeader } from '../../../../../test/support/messages.ts';

const MINUTE_MILLISECONDS = 60_000;

const application = ({ credentials }: EasylinkMerchant) => ({
  app_id: credentials.appId,
  app_secret: credentials.appSecret,
});

onEachEngine('an access token', (opened) => {
  const withoutToken = async (merchant: EasylinkMerchant, nonce = crypto.randomUUID()): Promise<Message> => {
    const body = application(merchant);
    const message = await opened().signed({ path: TOKEN, body, merchant, nonce });
    return withHeader(message, 'Authorization', undefined);
  };

  it('is a text, given for app id and app secret alone', async () => {
    const { send, call, merchant } = opened();
    const { status, code, message, data } = await send(unsigned(TOKEN, application(merchant)));
    assert.deepEqual([status, code, message], [200, 0, '']);
    assert.match(String(data), /^[A-Za-z0-9]{24}$/u);
    assert.equal((await call({ path: BALANCES, token: String(data) })).code, 0);
  });

  it('lasts ten minutes', async () => {
    const { call, newMerchant, environment } = opened();
    const merchant = await newMerchant();
    environment.advance(10 * MINUTE_MILLISECONDS - 1);
    assert.equal((await call({ path: BALANCES, merchant })).code, 0);
    environment.advance(1);
    const late = await call({ path: BALANCES, merchant });
    assert.deepEqual([late.status, late.code], [401, 990_000_001]);
    environment.advance(-10 * MINUTE_MILLISECONDS);
  });

  it('leaves earlier ones valid', async () => {
    const { send, call, merchant } = opened();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send(unsigned(TOKEN, application(merchant)))),
    );
    const tokens = new Set([merchant.token, ...answers.map(({ data }) => String(data))]);
    assert.equal(tokens.size, 6);
    for (const token of tokens) assert.equal((await call({ path: BALANCES, token })).code, 0);
  });

  it('is given to a signed request, once', async () => {
    const { send, merchant } = opened();
    const message = await withoutToken(merchant);
    assert.equal((await send(message)).code, 0);
    const again = await send(message);
    assert.deepEqual([again.status, again.code, again.data], [200, 990_000_005, null]);
  });

  it('is refused to a request whose signature is wrong, or that of another application', async () => {
    const { send, signed, merchant, newMerchant } = opened();
    const wrong = withHeader(await withoutToken(merchant), 'X-EasyLink-Nonce', 'another');
    assert.equal((await send(wrong)).code, 581_000_001);
    const other = await newMerchant();
    const mixed = await send(await signed({ path: TOKEN, body: application(merchant), merchant: other }));
    assert.deepEqual([mixed.status, mixed.code], [401, 990_000_002]);
  });

  it('is refused alike for an unknown application and a wrong secret', async () => {
    const { send, merchant } = opened();
    const known = await send(unsigned(TOKEN, { ...application(merchant), app_secret: 'x'.repeat(32) }));
    const unknown = await send(unsigned(TOKEN, { ...application(merchant), app_id: 'x'.repeat(16) }));
    assert.equal(known.status, 401);
    assert.equal(known.text, unknown.text);
    assert.equal(known.headers.get('www-authenticate'), 'Bearer');
  });

  it('is given only to addresses of the allowlist, which is told only to whoever knows the secret', async () => {
    const { send, newMerchant } = opened();
    const outside = await newMerchant({ allowlist: ['192.0.2.0/24', '2001:db8::/32'] });
    const refused = await send(unsigned(TOKEN, application(outside)));
    assert.deepEqual([refused.status, refused.code, refused.data], [200, 581_000_002, null]);
    const wrong = await send(unsigned(TOKEN, { ...application(outside), app_secret: 'x' }));
    assert.equal(wrong.code, 990_000_002);
    const inside = await newMerchant({ allowlist: ['127.0.0.0/8'] });
    assert.match(inside.token, /^\w{24}$/u);
  });

  describe('is refused for', () => {
    const CASES: readonly [what: string, body: string | object, code: number, words: RegExp][] = [
      ['no content', '', 10_500_003, /^app_id is required/u],
      ['no secret', { app_id: 'x' }, 10_500_003, /^app_secret is required: the App Secret/u],
      ['an id that is null', { app_id: null, app_secret: 'x' }, 10_500_003, /^app_id is required/u],
      ['an id that is a list', { app_id: ['x'], app_secret: 'x' }, 10_500_003, /^app_id is not valid/u],
      ['an empty secret', { app_id: 'x', app_secret: '' }, 10_500_003, /^app_secret is not valid/u],
      ['a secret without end', { app_id: 'x', app_secret: 'x'.repeat(129) }, 10_500_003, /^app_secret/u],
      ['a NUL', { app_id: '\0', app_secret: 'x' }, 10_500_003, /^app_id is not valid/u],
      ['a list', '[1]', 10_500_003, /must be a JSON object/u],
      ['a text', '"x"', 10_500_003, /must be a JSON object/u],
      ['half of it', '{"app_id":', 990_000_006, /not valid JSON/u],
      ['a form', 'app_id=x&app_secret=y', 990_000_006, /not valid JSON/u],
      ['a field twice', '{"app_id":"x","app_id":"y"}', 990_000_006, /app_id.*twice/u],
    ];
    for (const [what, body, code, words] of CASES) {
      it(what, async () => {
        const answer = await opened().send(unsigned(TOKEN, body));
        assert.deepEqual([answer.status, answer.code, answer.data], [200, code, null]);
        assert.match(answer.message, words);
      });
    }

    it('bytes that are no UTF-8', async () => {
      const body = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]);
      const answer = await opened().send({ ...unsigned(TOKEN), body });
      assert.deepEqual([answer.code, answer.message], [990_000_006, 'The body is not UTF-8.']);
    });

    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      it(`content of type ${type}`, async () => {
        const { send, merchant } = opened();
        const answer = await send(withHeader(unsigned(TOKEN, application(merchant)), 'Content-Type', type));
        assert.deepEqual([answer.status, answer.code], [200, 990_000_003]);
        assert.match(answer.message, /Content-Type: application\/json/u);
      });
    }
  });
});
