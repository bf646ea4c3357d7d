// The client against real servers that verify what they receive, and sign and encrypt what they answer.
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import {
  anexpay,
  basicex,
  blackhat,
  createAnexpay,
  type Dialect,
  easylink,
  encrypt,
  type Message,
  publicKey,
  sign,
  upay,
  type Verified,
  verify,
} from '@countersign/signing';
import { type Reply, startServer } from '../../../test/support/http-server.ts';
import { type ClientErrorCode, createClient } from './index.ts';

const NOW = 1_760_000_000_000;
const MINUTE = 60_000;

function pem(key: KeyObject): string {
  return String(key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }));
}

const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys = {
  merchantPrivateKey: pem(merchant.privateKey),
  platformPublicKey: pem(platform.publicKey),
};
const credentials = {
  basicex: { apiKey: 'my_api_key', secretKey: 'my_secret_key' },
  anexpay: { apiKey: 'key', apiSecret: 'secret', signKey: 'seal', email: 'a@shop.example', password: 'word' },
  easylink: { appId: 'id', appKey: 'app-key', appSecret: 'app-secret', ...keys },
  blackhat: { apiKey: 'key', apiSecret: 'secret' },
  upay: { apiKey: 'key', secretKey: 'secret', ...keys },
};
const platformKeys = { platformPrivateKey: pem(platform.privateKey) };

async function serve(context: TestContext, answer: (request: Message) => Reply | Promise<Reply>) {
  const server = await startServer(answer);
  context.after(() => server.close());
  return server;
}

async function verified(dialect: Dialect, request: Message, secrets: object, at = NOW): Promise<Verified> {
  const verdict = await verify(dialect.request, request, { credentials: { ...secrets }, receivedAt: at });
  assert.ok(verdict.ok, verdict.ok ? '' : `${verdict.code} ${verdict.field ?? ''}`);
  return verdict;
}

function header(message: Message | undefined, name: string): string | undefined {
  return message?.headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
}

const failsWith = (code: ClientErrorCode) => ({ name: 'ClientError', code });
const ofPath = (request: Message) => new URL(request.url).pathname;
const world = { now: () => NOW, randomUuid: randomUUID };

describe('a call', () => {
  test('is sent as it was signed, and answers come back whatever their status', async (context) => {
    const server = await serve(context, () => ({ status: 418, headers: { 'x-kind': 'teapot' }, body: '{}' }));
    const client = createClient('basicex', {
      baseUrl: `${server.origin}/`,
      credentials: credentials.basicex,
      ...world,
    });
    const answer = await client.call({ method: 'post', path: '/v2/invoices?a=%C3%A4 b', body: '{"t": "ä"}' });
    assert.deepEqual(
      { status: answer.status, body: answer.body.toString(), verified: answer.verified },
      { status: 418, body: '{}', verified: false },
    );
    assert.ok(answer.headers.some(([name, value]) => name === 'x-kind' && value === 'teapot'));
    const [request] = server.received;
    assert.ok(request);
    assert.equal((await verified(basicex, request, credentials.basicex)).mode, 'key');
    assert.equal(header(request, 'content-type'), 'application/json');
    assert.equal(Buffer.from(request.body).toString(), '{"t": "ä"}');
  });

  const misuse: readonly [string, ClientErrorCode, Parameters<ReturnType<typeof createClient>['call']>[0]][] =
    [
      ['a path without its slash', 'request_malformed', { method: 'GET', path: '@evil.example/' }],
      ['a body with GET', 'request_malformed', { method: 'GET', path: '/v2/rates/USD', body: '{}' }],
    ];
  for (const [title, code, request] of misuse) {
    test(`${title} is refused before anything is sent`, async () => {
      const client = createClient('basicex', {
        baseUrl: 'http://127.0.0.1:1',
        credentials: credentials.basicex,
      });
      await assert.rejects(client.call(request), failsWith(code));
    });
  }

  for (const baseUrl of ['127.0.0.1:8080', 'ftp://host', 'http://host/?a=1', 'http://user:word@host', '']) {
    test(`the base url '${baseUrl}' is refused`, () => {
      assert.throws(
        () => createClient('basicex', { baseUrl, credentials: credentials.basicex }),
        failsWith('base_url_malformed'),
      );
    });
  }

  test('without the key to sign with is refused', async () => {
    const client = createClient('basicex', { baseUrl: 'http://127.0.0.1:1', credentials: { apiKey: 'key' } });
    await assert.rejects(client.call({ method: 'GET', path: '/' }), failsWith('request_unsignable'));
  });

  test('follows no redirect', async (context) => {
    const server = await serve(context, () => ({ status: 302, headers: { location: '/elsewhere?key=1' } }));
    const client = createClient('basicex', { baseUrl: server.origin, credentials: credentials.basicex });
    await assert.rejects(client.call({ method: 'GET', path: '/' }), failsWith('redirected'));
    assert.equal(server.received.length, 1);
  });

  test('reads no more of an answer than it may', async (context) => {
    const server = await serve(context, () => ({ body: Buffer.alloc(1_001) }));
    const options = { baseUrl: server.origin, credentials: credentials.basicex, answerBytesMaximum: 1_000 };
    await assert.rejects(
      createClient('basicex', options).call({ method: 'GET', path: '/' }),
      failsWith('answer_too_large'),
    );
  });

  test('gives up on a server that does not answer', async (context) => {
    const server = await serve(context, () => new Promise<Reply>(() => {}));
    const options = { baseUrl: server.origin, credentials: credentials.basicex, timeoutMilliseconds: 30 };
    await assert.rejects(
      createClient('basicex', options).call({ method: 'GET', path: '/' }),
      failsWith('timeout'),
    );
  });

  test('says why nobody answered', async () => {
    const client = createClient('basicex', {
      baseUrl: 'http://127.0.0.1:1',
      credentials: credentials.basicex,
    });
    await assert.rejects(client.call({ method: 'GET', path: '/v2/rates/USD?secret=1' }), {
      code: 'network',
      message: /^GET http:\/\/127\.0\.0\.1:1\/v2\/rates\/USD \(.+\): No answer came/u,
    });
  });
});

/** An XCheckout that hands out tokens, verifies requests and signs answers. */
function xcheckout(tamper: (reply: Reply, request: Message) => Reply = (reply) => reply, dialect = anexpay) {
  let tokens = 0;
  return {
    tokens: () => tokens,
    answer: async (request: Message): Promise<Reply> => {
      await verified(anexpay, request, credentials.anexpay, Number(header(request, 'TIMESTAMP')));
      if (ofPath(request) === '/user/auth/oauth2/token') {
        assert.deepEqual(JSON.parse(Buffer.from(request.body).toString()), {
          grantType: 'password',
          email: 'a@shop.example',
          password: 'word',
          apiKey: 'key',
          apiSecret: 'secret',
        });
        tokens += 1;
        const retdata = { access_token: `token-${tokens}`, token_type: 'bearer', expires_in: 1_800 };
        return { body: JSON.stringify({ retcode: '200', retdata, retmsg: null }) };
      }
      const bearer = header(request, 'authorization');
      if (bearer !== `Bearer token-${tokens}`) return { status: 401, body: '{"retcode":"401"}' };
      const at = Number(header(request, 'TIMESTAMP'));
      const body = '{"retcode":"200","retdata":{"orderAmount":123.450}}';
      const response = dialect.response;
      assert.ok(response);
      const signed = await sign(
        response,
        { ...request, headers: [], body },
        { credentials: { signKey: 'seal' }, at },
      );
      return tamper({ headers: Object.fromEntries(signed.message.headers), body }, request);
    },
  };
}

describe('ANexPay', () => {
  const call = { method: 'GET', path: '/checkout/order/info?orderNo=o 1' };

  test('obtains one token for calls that come at once, and renews it before it expires', async (context) => {
    const provider = xcheckout();
    const server = await serve(context, provider.answer);
    const clock = { now: NOW };
    const client = createClient('anexpay', {
      baseUrl: server.origin,
      credentials: credentials.anexpay,
      now: () => clock.now,
    });
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.call(call)));
    assert.ok(answers.every(({ status, verified }) => status === 200 && verified));
    assert.equal(provider.tokens(), 1);
    clock.now += 29 * MINUTE;
    assert.equal((await client.call(call)).verified, true);
    assert.equal(provider.tokens(), 2);
  });

  test('asks for a new token when one that was in use is refused', async (context) => {
    let withdrawn = false;
    const provider = xcheckout((reply) => (withdrawn ? { status: 401 } : reply));
    const server = await serve(context, async (request) => {
      if (ofPath(request) === '/user/auth/oauth2/token') withdrawn = false;
      return provider.answer(request);
    });
    const client = createClient('anexpay', {
      baseUrl: server.origin,
      credentials: credentials.anexpay,
      ...world,
    });
    await client.call(call);
    withdrawn = true;
    assert.equal((await client.call(call)).status, 200);
    assert.equal(provider.tokens(), 2);
  });

  test('returns the 401 that a fresh token gets, unverified', async (context) => {
    const server = await serve(context, xcheckout(() => ({ status: 401, body: 'no' })).answer);
    const client = createClient('anexpay', {
      baseUrl: server.origin,
      credentials: credentials.anexpay,
      ...world,
    });
    const { status, verified } = await client.call(call);
    assert.deepEqual({ status, verified }, { status: 401, verified: false });
    assert.equal(server.received.length, 2);
  });

  const tampered: readonly [string, ClientErrorCode, (reply: Reply) => Reply][] = [
    ['another body', 'answer_unverified', (reply) => ({ ...reply, body: `${reply.body} ` })],
    ['another status without a signature', 'answer_unsigned', ({ body = '' }) => ({ status: 201, body })],
    [
      'a signature of an hour ago',
      'answer_unverified',
      (reply) => ({ ...reply, headers: { ...reply.headers, TIMESTAMP: String(NOW - 60 * MINUTE) } }),
    ],
    [
      'a signature that is none',
      'answer_unverified',
      (reply) => ({ ...reply, status: 500, headers: { SIGNATURE: 'AAAA' } }),
    ],
  ];
  for (const [title, code, tamper] of tampered) {
    test(`refuses an answer with ${title}, and hands it over for the log`, async (context) => {
      const server = await serve(context, xcheckout(tamper).answer);
      const client = createClient('anexpay', {
        baseUrl: server.origin,
        credentials: credentials.anexpay,
        ...world,
      });
      await assert.rejects(client.call(call), (error: { code?: string; answer?: { body: Buffer } }) => {
        assert.equal(error.code, code);
        assert.match(String(error.answer?.body), /^\{"retcode"/u);
        return true;
      });
    });
  }

  test('takes the time of the request where the answer names none', async (context) => {
    const drop = ({ headers: { TIMESTAMP: _, ...headers } = {}, ...reply }: Reply): Reply => ({
      ...reply,
      headers,
    });
    const server = await serve(context, xcheckout(drop).answer);
    const client = createClient('anexpay', {
      baseUrl: server.origin,
      credentials: credentials.anexpay,
      ...world,
    });
    assert.equal((await client.call(call)).verified, true);
  });

  test('verifies answers by formula B where it is told so, and by none where it is told that', async (context) => {
    const formulaB = createAnexpay({ responseFormula: 'B' });
    const server = await serve(context, xcheckout(undefined, formulaB).answer);
    const options = { baseUrl: server.origin, credentials: credentials.anexpay, ...world };
    assert.equal((await createClient(formulaB, options).call(call)).verified, true);
    await assert.rejects(createClient('anexpay', options).call(call), failsWith('answer_unverified'));
    const unverified = await createClient('anexpay', { ...options, verifyAnswers: false }).call(call);
    assert.deepEqual([unverified.status, unverified.verified], [200, false]);
  });

  test('names the credential that a token request lacks', async () => {
    const { email: _, ...lacking } = credentials.anexpay;
    const client = createClient('anexpay', { baseUrl: 'http://127.0.0.1:1', credentials: lacking });
    await assert.rejects(client.call(call), { code: 'credentials_incomplete', message: /^email: / });
  });
});

describe('EasyLink', () => {
  test('signs everything, with a fresh nonce each, and renews its token after nine minutes', async (context) => {
    let tokens = 0;
    const server = await serve(context, async (request) => {
      await verified(
        easylink,
        request,
        credentials.easylink,
        Number(header(request, 'X-EasyLink-Timestamp')),
      );
      if (ofPath(request) !== '/get-access-token') return { body: '{"code":0}' };
      assert.equal(Buffer.from(request.body).toString(), '{"app_id":"id","app_secret":"app-secret"}');
      tokens += 1;
      return { body: `{"code":0,"message":"","data":"token-${tokens}"}` };
    });
    const clock = { now: NOW };
    const client = createClient('easylink', {
      baseUrl: server.origin,
      credentials: credentials.easylink,
      now: () => clock.now,
    });
    const call = { method: 'POST', path: '/finance-account/balances', body: '{"a":{"b":20.00}}' };
    await Promise.all([client.call(call), client.call(call), client.call(call)]);
    clock.now += 9 * MINUTE;
    await client.call(call);
    assert.equal(tokens, 2);
    const calls = server.received.filter((request) => ofPath(request) !== '/get-access-token');
    assert.deepEqual(
      calls.map((request) => header(request, 'Authorization')),
      ['Bearer token-1', 'Bearer token-1', 'Bearer token-1', 'Bearer token-2'],
    );
    assert.equal(new Set(server.received.map((request) => header(request, 'X-EasyLink-Nonce'))).size, 6);
  });

  test('passes on what the provider says when it gives no token', async (context) => {
    const server = await serve(context, () => ({ body: '{"code":-1,"message":"bad app_id","data":null}' }));
    const options = { baseUrl: server.origin, credentials: credentials.easylink, ...world };
    await assert.rejects(createClient('easylink', options).call({ method: 'POST', path: '/', body: '{}' }), {
      code: 'token_refused',
      message: /^POST \/get-access-token answered 200, "bad app_id": /u,
    });
  });
});

/** Refuses any `ts` that is not greater than the last, as the provider does, and says which was the last. */
function merchantApi(lastTs = '0') {
  const state = { last: lastTs };
  return async (request: Message): Promise<Reply> => {
    const form = new URLSearchParams(Buffer.from(request.body).toString() || new URL(request.url).search);
    const ts = form.get('ts') ?? '';
    await verified(blackhat, request, credentials.blackhat, Math.ceil(Number(ts) * 1_000));
    assert.match(ts, /^\d+\.\d{4}$/u);
    if (Number(ts) <= Number(state.last)) {
      const error = { code: 'TS_NOT_INCREASING', message: 'ts', last_ts: state.last };
      return { status: 409, body: JSON.stringify({ ok: false, error }) };
    }
    state.last = ts;
    return { body: JSON.stringify({ ok: true, result: form.get('invoice_id') }) };
  };
}

describe('BlackHat', () => {
  const options = { credentials: credentials.blackhat, ...world };

  test('fifty calls at once arrive one after the other, each with a greater ts', async (context) => {
    const server = await serve(context, merchantApi());
    const client = createClient('blackhat', { baseUrl: server.origin, ...options });
    const calls = Array.from({ length: 50 }, (_, index) =>
      client.call({ method: 'POST', path: 'getInvoice', body: `invoice_id=${index}` }),
    );
    const answers = await Promise.all(calls);
    assert.deepEqual(
      answers.map(({ body }) => JSON.parse(body.toString())),
      Array.from({ length: 50 }, (_, index) => ({ ok: true, result: String(index) })),
    );
    assert.equal(server.received.length, 50);
    assert.ok(server.received.every((request) => ofPath(request) === '/api/getInvoice'));
    assert.equal(header(server.received[0], 'content-type'), 'application/x-www-form-urlencoded');
  });

  test('continues after the ts of another process that shares the key, trying once', async (context) => {
    const server = await serve(context, merchantApi(((NOW + 2_000) / 1_000).toFixed(4)));
    const client = createClient('blackhat', { baseUrl: server.origin, ...options });
    const answers = await Promise.all(
      [1, 2].map((id) => client.call({ method: 'GET', path: `/api/getInvoice?invoice_id=${id}` })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(server.received.length, 3);
  });

  test('does not follow a last ts into the far future', async (context) => {
    const server = await serve(context, merchantApi(String(NOW)));
    const client = createClient('blackhat', { baseUrl: server.origin, ...options });
    assert.equal((await client.call({ method: 'POST', path: 'getStores' })).status, 409);
    assert.equal(server.received.length, 1);
  });

  test('a call that fails holds up none of those behind it', async (context) => {
    let failed = false;
    const api = merchantApi();
    const server = await serve(context, (request) => {
      if (failed) return api(request);
      failed = true;
      return { status: 302, headers: { location: '/' } };
    });
    const client = createClient('blackhat', { baseUrl: server.origin, ...options });
    const [first, second] = await Promise.allSettled([
      client.call({ method: 'POST', path: 'getStores' }),
      client.call({ method: 'POST', path: 'getStores' }),
    ]);
    assert.deepEqual([first?.status, second?.status], ['rejected', 'fulfilled']);
  });
});

describe('UPay', () => {
  const jwe = (text: string) => encrypt(Buffer.from(text), publicKey(pem(merchant.publicKey)));
  const call = { method: 'POST', path: '/api/v1/payout/payer/info', body: '{"payerNo":"P1","amount":20.00}' };
  const client = (baseUrl: string, secrets = credentials.upay) =>
    createClient('upay', { baseUrl, credentials: secrets, ...world });

  test('encrypts parameters where the provider asks for it, under a request id of 32 hexadecimal digits', async (context) => {
    const server = await serve(context, () => ({ body: '{"code":0,"data":null}' }));
    const answer = await client(server.origin).call(call);
    assert.deepEqual([answer.encrypted, answer.body.toString()], [false, '{"code":0,"data":null}']);
    const [request] = server.received;
    assert.ok(request);
    const verdict = await verified(upay, request, { ...credentials.upay, ...platformKeys });
    assert.equal(verdict.encrypted, true);
    assert.equal(Buffer.from(verdict.payload).toString(), call.body);
    assert.match(header(request, 'X-UPA-REQUESTID') ?? '', /^[0-9a-f]{32}$/u);
  });

  test('leaves parameters readable where it is told to', async (context) => {
    const server = await serve(context, () => ({}));
    await client(server.origin).call({ ...call, encrypt: false });
    assert.equal(Buffer.from(server.received[0]?.body ?? []).toString(), call.body);
  });

  const plain = '{"payerNo":"P1","balance":100123.000000000000000000,"name":"Zoë"}';
  const answers: readonly [string, (payload: string) => string, string][] = [
    [
      'in `data`, leaving the rest as it was written',
      (payload) => `{ "code": 0, "ts": 1e3, "data": {"payload":"${payload}"}, "msg": "S\\u0075ccess" }`,
      `{"code":0,"ts":1e3,"data":${plain},"msg":"S\\u0075ccess"}`,
    ],
    ['as a whole', (payload) => `{"payload":"${payload}"}`, plain],
  ];
  for (const [title, envelope, expected] of answers) {
    test(`decrypts an answer ${title}`, async (context) => {
      const body = envelope(await jwe(plain));
      const server = await serve(context, () => ({ body }));
      const answer = await client(server.origin).call(call);
      assert.equal(answer.body.toString(), expected);
      assert.equal(answer.encrypted, true);
    });
  }

  for (const body of ['<html>', '', '{"code":0,"data":{"payload":1}}', '{"data":{"payload":"x","more":1}}']) {
    test(`returns ${body || 'nothing'} as it came`, async (context) => {
      const server = await serve(context, () => ({ status: 502, body }));
      const answer = await client(server.origin).call(call);
      assert.deepEqual([answer.status, answer.body.toString(), answer.encrypted], [502, body, false]);
    });
  }

  test('refuses an answer that is encrypted to someone else', async (context) => {
    const payload = await encrypt(Buffer.from('{}'), publicKey(keys.platformPublicKey));
    const server = await serve(context, () => ({ body: JSON.stringify({ data: { payload } }) }));
    await assert.rejects(client(server.origin).call(call), failsWith('answer_undecryptable'));
  });
});
