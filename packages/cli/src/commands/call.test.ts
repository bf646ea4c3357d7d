// `countersign call` against real servers, which verify what they receive and sign or encrypt what they answer.
import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { anexpay, DIALECTS, type DialectName, encrypt, privateKey, sign, verify } from '@countersign/signing';
import { type ReceivedRequest, type Reply, startServer } from '../../../../test/support/http-server.ts';
import { credentials, sandboxFile, temporaryFile } from '../testing/credentials.ts';
import { NOW, runInProcess } from '../testing/run-in-process.ts';

type Answer = (request: ReceivedRequest) => Reply | Promise<Reply>;

/** A server, and the credentials file that names it. */
async function serve(context: TestContext, dialect: DialectName, answer: Answer) {
  const server = await startServer(async (request) => {
    const options = { credentials: credentials[dialect], receivedAt: NOW };
    const verdict = await verify(DIALECTS[dialect].request, request, options);
    assert.ok(verdict.ok, verdict.ok ? '' : verdict.code);
    return answer(request);
  });
  context.after(() => server.close());
  return { received: server.received, given: ['--credentials', sandboxFile(server.origin)] };
}

const pathOf = ({ url }: ReceivedRequest) => new URL(url).pathname;
const textOf = ({ body }: ReceivedRequest) => Buffer.from(body).toString();

describe('call', () => {
  const wire = '{"code":"0000","data":{"2":1e2,"1":"100.00","list":[],"price":0.10}}';

  test('prints the answer raw for a program, indented for a person, with every number as it was sent', async (context) => {
    const { given } = await serve(context, 'basicex', () => ({ body: wire }));
    const call = ['call', 'basicex', 'GET', '/v2/rates/USD', ...given];
    const forProgram = await runInProcess(call);
    assert.deepEqual([forProgram.code, forProgram.output, forProgram.errors], [0, wire, '']);
    const forPerson = await runInProcess(call, { isTerminal: true });
    assert.equal(
      forPerson.output,
      '{\n  "code": "0000",\n  "data": {\n    "2": 1e2,\n    "1": "100.00",\n    "list": [],\n    "price": 0.10\n  }\n}\n',
    );
  });

  test('prints a refusal and exits 1', async (context) => {
    const { given } = await serve(context, 'basicex', () => ({ status: 400, body: '{"code":"GW400001"}' }));
    const { code, output, errors } = await runInProcess([
      'call',
      'basicex',
      'POST',
      '/v2/invoices',
      '{}',
      ...given,
    ]);
    assert.deepEqual([code, output, errors], [1, '{"code":"GW400001"}', 'countersign: HTTP 400\n']);
  });

  test('prints everything about the answer with --json', async (context) => {
    const { given } = await serve(context, 'basicex', () => ({
      headers: { 'x-a': 'b' },
      body: Buffer.from([0xff]),
    }));
    const { output } = await runInProcess(['call', 'basicex', 'GET', '/', ...given, '--json']);
    const { headers, ...answer } = JSON.parse(output);
    assert.deepEqual(answer, { status: 200, bodyBase64: '/w==', verified: false, encrypted: false });
    assert.equal(headers['x-a'], 'b');
  });

  test('signs with the certificate where it is told to, and takes the body from a file', async (context) => {
    const { given, received } = await serve(context, 'basicex', () => ({}));
    const body = temporaryFile('body.json', '{"a": 1}\n');
    const flags = ['--mode', 'certificate', '--header', 'Request-Id: 7'];
    assert.equal(
      (await runInProcess(['call', 'basicex', 'POST', '/v2/x', `@${body}`, ...given, ...flags])).code,
      0,
    );
    const [request] = received;
    assert.ok(request);
    assert.ok(request.headers.some(([name]) => name === 'X-Identity'));
    assert.ok(request.headers.some(([name, value]) => name === 'Request-Id' && value === '7'));
    assert.equal(textOf(request), '{"a": 1}\n');
  });

  test('takes a BlackHat method by its bare name', async (context) => {
    const { given, received } = await serve(context, 'blackhat', () => ({ body: '{"ok":true}' }));
    await runInProcess(['call', 'blackhat', 'post', 'getInvoice', '-', ...given], { input: 'invoice_id=1' });
    assert.equal(received[0] && pathOf(received[0]), '/api/getInvoice');
    assert.match(received[0] ? textOf(received[0]) : '', /^invoice_id=1&key=/u);
  });

  test('obtains a token first where the provider wants one', async (context) => {
    const { given, received } = await serve(context, 'easylink', () => ({
      body: '{"code":0,"data":"token"}',
    }));
    const { code } = await runInProcess([
      'call',
      'easylink',
      'POST',
      '/finance-account/balances',
      '{}',
      ...given,
    ]);
    assert.equal(code, 0);
    assert.deepEqual(received.map(pathOf), ['/get-access-token', '/finance-account/balances']);
    assert.ok(received[1]?.headers.some((each) => each.join() === 'Authorization,Bearer token'));
  });

  test('decrypts', async (context) => {
    const key = createPublicKey(privateKey(credentials.upay.merchantPrivateKey));
    const { given } = await serve(context, 'upay', async () => ({
      body: JSON.stringify({ code: 0, data: { payload: await encrypt(Buffer.from('[{"coinId":1}]'), key) } }),
    }));
    const { output } = await runInProcess(['call', 'upay', 'POST', '/api/v1/merchant/asset', '{}', ...given]);
    assert.equal(output, '{"code":0,"data":[{"coinId":1}]}');
  });

  describe('where answers are signed', () => {
    const signed = async (request: ReceivedRequest, body: string): Promise<Reply> => {
      if (pathOf(request) === '/user/auth/oauth2/token') {
        return { body: '{"retcode":"200","retdata":{"access_token":"token"}}' };
      }
      assert.ok(anexpay.response);
      const unsigned = { method: request.method, url: request.url, body };
      const { message } = await sign(anexpay.response, unsigned, {
        credentials: credentials.anexpay,
        at: NOW,
      });
      return { headers: Object.fromEntries(message.headers), body };
    };
    const call = ['call', 'anexpay', 'GET', '/checkout/order/info?orderNo=1'];

    test('exits 0 on one that verifies', async (context) => {
      const { given } = await serve(context, 'anexpay', (request) => signed(request, '{"retcode":"200"}'));
      const { code, output, errors } = await runInProcess([...call, ...given, '--json']);
      assert.equal(code, 0, errors);
      const { status, verified } = JSON.parse(output);
      assert.deepEqual({ status, verified }, { status: 200, verified: true });
    });

    test('prints nothing of one that does not', async (context) => {
      const { given } = await serve(context, 'anexpay', async (request) => {
        const reply = await signed(request, '{"retcode":"200"}');
        return pathOf(request).startsWith('/user') ? reply : { ...reply, body: '{"retcode":"201"}' };
      });
      const { code, output, errors } = await runInProcess([...call, ...given]);
      assert.deepEqual([code, output], [1, '']);
      assert.match(errors, /^countersign: answer_unverified: .* answered 200, signature_mismatch: /u);
    });

    test('says so of a refusal without a signature', async (context) => {
      const { given } = await serve(context, 'anexpay', (request) =>
        pathOf(request).startsWith('/user') ? signed(request, '') : { status: 403, body: '{}' },
      );
      const { code, output, errors } = await runInProcess([...call, ...given]);
      assert.deepEqual(
        [code, output, errors],
        [1, '{}', 'countersign: HTTP 403, and the answer is not signed\n'],
      );
    });
  });

  test('goes where --gateway says, before the origin in the file', async (context) => {
    const { received } = await serve(context, 'basicex', () => ({}));
    const elsewhere = await startServer(() => ({ body: 'elsewhere' }));
    context.after(() => elsewhere.close());
    const given = ['--credentials', sandboxFile(), '--gateway', elsewhere.origin];
    assert.equal((await runInProcess(['call', 'basicex', 'GET', '/', ...given])).output, 'elsewhere');
    assert.equal(received.length, 0);
  });

  const bare = () => ['--credentials', temporaryFile('bare.json', JSON.stringify(credentials.basicex))];
  const nobody = ['--gateway', 'http://127.0.0.1:1'];
  const failures: readonly [string, number, readonly string[], RegExp][] = [
    ['no address', 2, ['call', 'basicex', 'GET', '/'], /^countersign: --gateway: needed/u],
    [
      'an address that is none',
      2,
      ['call', 'basicex', 'GET', '/', '--gateway', 'here'],
      /base_url_malformed/u,
    ],
    [
      'a body with GET',
      2,
      ['call', 'basicex', 'GET', '/', '{}', ...nobody],
      /request_malformed: GET with a body/u,
    ],
    [
      'credentials without an e-mail address',
      2,
      ['call', 'anexpay', 'GET', '/', ...nobody],
      /credentials_incomplete: email: /u,
    ],
    [
      'nobody there',
      1,
      ['call', 'basicex', 'GET', '/', ...nobody],
      /^countersign: network: GET http:\/\/127\.0\.0\.1:1\//u,
    ],
    ['no path', 2, ['call', 'basicex', 'GET'], /missing required argument 'path'/u],
  ];
  for (const [title, expected, commandArguments, message] of failures) {
    test(`exits ${expected} on ${title}`, async () => {
      const { code, output, errors } = await runInProcess([...commandArguments, ...bare()]);
      assert.deepEqual([code, output], [expected, '']);
      assert.match(errors, message);
    });
  }
});
