import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { echoAnswer, type RunningKit, startKit } from '../../../../test/support/http-kit.ts';
import { type RawResponse, requestBytes, sendRaw } from '../../../../test/support/raw-http.ts';
import type { GatewayRequest } from './exchange.ts';
import { ListenError } from './listen.ts';
import { neutralSurface } from './neutral.ts';
import { Unavailable } from './problem.ts';
import { parsePublicUrl, signedMessage, signedMessages } from './public-url.ts';

const CLOSE = ['Host: gateway.test', 'Connection: close'];
const BODY_BYTES_MAXIMUM = 1_000;

class StoreIsAway extends Error {}

let kit: RunningKit;

before(async () => {
  kit = await startKit({
    limits: {
      bodySizeBytes: BODY_BYTES_MAXIMUM,
      urlLengthCharacters: 400,
      headerCount: 20,
      headerSizeBytes: 4_096,
    },
    isUnavailable: (error) => error instanceof StoreIsAway,
    operatorRoutes: [
      { method: 'GET', path: '/operator/state', handle: async () => echoAnswer(200, 'operator') },
    ],
    routes: [
      failing('/echo/defect', new Error('password=hunter2 in the stack')),
      failing('/echo/busy', new Unavailable('too much at once')),
      failing('/echo/away', new StoreIsAway('no connection')),
      {
        method: 'GET',
        path: '/echo/header',
        handle: async () => ({ status: 200, headers: [['X-Split', 'a\r\nb']], body: '' }),
      },
    ],
  });
});
after(() => kit.server.close());
beforeEach(() => kit.seen.splice(0));

function failing(path: string, error: Error) {
  return { method: 'GET', path, handle: () => Promise.reject(error) } as const;
}

function send(requestLine: string, headers: readonly string[] = [], body: string | Uint8Array = '') {
  return sendRaw(kit.origin, requestBytes([requestLine, ...CLOSE, ...headers], body));
}

function theOne(): GatewayRequest {
  const [request] = kit.seen;
  assert.ok(request !== undefined && kit.seen.length === 1);
  return request;
}

describe('what a handler is handed', () => {
  test('the body, byte for byte, whatever its media type', async () => {
    const body = Uint8Array.from([0x7b, 0xff, 0x00, 0x0d, 0x0a, 0x7d]);
    for (const type of [
      'application/json',
      'application/x-www-form-urlencoded; charset=x',
      'multipart/form-data',
      'a/b',
    ]) {
      kit.seen.splice(0);
      await send(
        'POST /echo/things HTTP/1.1',
        [`Content-Type: ${type}`, `Content-Length: ${body.length}`],
        body,
      );
      assert.deepEqual(Uint8Array.from(theOne().body), body);
    }
  });

  test('the body without a media type', async () => {
    await send('POST /echo/things HTTP/1.1', ['Content-Length: 2'], '{}');
    assert.equal(Buffer.from(theOne().body).toString(), '{}');
  });

  test('the body of a GET, because a signature may cover it', async () => {
    await send('GET /echo/things HTTP/1.1', ['Content-Type: application/json', 'Content-Length: 2'], '{}');
    assert.equal(Buffer.from(theOne().body).toString(), '{}');
  });

  test('a chunked body, put together', async () => {
    await send(
      'POST /echo/things HTTP/1.1',
      ['Transfer-Encoding: chunked'],
      '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
    );
    assert.equal(Buffer.from(theOne().body).toString(), 'abcde');
  });

  test('headers in order, in the sender’s letter case, duplicates kept', async () => {
    const sent = ['x-signature: one', 'X-SIGNATURE: two', 'Cookie: a=1', 'cookie: b=2', 'X-Latin: caf\xe9'];
    await send('GET /echo/things HTTP/1.1', sent);
    assert.deepEqual(
      theOne().headers.map(([name, value]) => `${name}: ${value}`),
      [...CLOSE, ...sent],
    );
  });

  test('the request target as sent, nothing decoded', async () => {
    await send('GET /echo/things?b=%41&a=+&&c HTTP/1.1');
    const { url, path, query } = theOne();
    assert.deepEqual(
      { url, path, query },
      { url: '/echo/things?b=%41&a=+&&c', path: '/echo/things', query: 'b=%41&a=+&&c' },
    );
  });

  test('path parameters decoded once, apart from the target', async () => {
    await send('GET /echo/things/a%20b%252F HTTP/1.1');
    const { url, pathParameters } = theOne();
    assert.deepEqual({ ...pathParameters }, { id: 'a b%2F' });
    assert.equal(url, '/echo/things/a%20b%252F');
  });

  test('an encoded slash inside its parameter, where it cannot reach another route', async () => {
    await send('GET /echo/things/..%2F..%2Foperator%2Fstate HTTP/1.1');
    assert.deepEqual({ ...theOne().pathParameters }, { id: '../../operator/state' });
  });

  test('the sender’s address, not what he says of himself', async () => {
    await send('GET /echo/things HTTP/1.1', ['X-Forwarded-For: 203.0.113.9']);
    assert.equal(theOne().clientAddress, '127.0.0.1');
  });

  test('an id that the answer carries too', async () => {
    const { headers } = await send('GET /echo/things HTTP/1.1');
    assert.equal(headers['x-request-id'], theOne().id);
  });

  test('the target in absolute form, routed by its path', async () => {
    await send('GET http://elsewhere.test/echo/things?x HTTP/1.1');
    const { url, path, query } = theOne();
    assert.deepEqual(
      { url, path, query },
      { url: 'http://elsewhere.test/echo/things?x', path: '/echo/things', query: 'x' },
    );
  });
});

test('what was signed is made of the request’s own bytes: once as sent, once for each public url', async () => {
  await send('POST /echo/things?a=%41 HTTP/1.1', ['Content-Length: 2'], '{}');
  const request = theOne();
  const { method, url, headers, body } = request;
  assert.deepEqual(signedMessage(request), { method, url, headers, body });
  const messages = signedMessages(request, [
    parsePublicUrl('https://pay.example.com'),
    parsePublicUrl('http://gateway.test/v1'),
  ]);
  assert.deepEqual(
    messages.map((message) => message.url),
    ['http://gateway.test/v1/echo/things?a=%41', 'https://pay.example.com/echo/things?a=%41'],
  );
  for (const message of messages) assert.deepEqual({ ...message, url }, signedMessage(request));
});

interface Refusal {
  readonly name: string;
  readonly line: string;
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly status: number;
  /** As the surface's envelope, or as neutral JSON, has it. */
  readonly code: string;
  readonly envelope?: 'neutral';
}

const long = 'x'.repeat(500);
const refusals: readonly Refusal[] = [
  { name: 'an unknown path', line: 'GET /echo/nothing HTTP/1.1', status: 404, code: 'not_found' },
  { name: 'a slash too many at the end', line: 'GET /echo/things/ HTTP/1.1', status: 404, code: 'not_found' },
  { name: 'a slash twice', line: 'GET /echo//things HTTP/1.1', status: 404, code: 'not_found' },
  { name: 'another letter case', line: 'GET /echo/Things HTTP/1.1', status: 404, code: 'not_found' },
  {
    name: 'an encoded letter in a fixed segment',
    line: 'GET /echo/%74hings HTTP/1.1',
    status: 404,
    code: 'not_found',
  },
  {
    name: 'an encoded slash between segments',
    line: 'GET /echo/things%2Fa HTTP/1.1',
    status: 404,
    code: 'not_found',
  },
  {
    name: 'dots, which are not resolved',
    line: 'GET /echo/x/../things HTTP/1.1',
    status: 404,
    code: 'not_found',
  },
  { name: 'a wildcard', line: 'GET /echo/* HTTP/1.1', status: 404, code: 'not_found' },
  {
    name: 'a semicolon, which ends no path',
    line: 'GET /echo/things;a=b HTTP/1.1',
    status: 404,
    code: 'not_found',
  },
  {
    name: 'a method that the path does not take',
    line: 'DELETE /echo/things HTTP/1.1',
    status: 405,
    code: 'method_not_allowed',
  },
  { name: 'OPTIONS', line: 'OPTIONS /echo/things HTTP/1.1', status: 405, code: 'method_not_allowed' },
  {
    name: 'a method that nothing takes',
    line: 'PROPFIND /echo/things HTTP/1.1',
    status: 404,
    code: 'not_found',
  },
  {
    name: 'broken percent-encoding',
    line: 'GET /echo/things/%zz HTTP/1.1',
    status: 400,
    code: 'url_malformed',
  },
  {
    name: 'percent-encoding that is not UTF-8',
    line: 'GET /echo/things/%ff HTTP/1.1',
    status: 400,
    code: 'url_malformed',
  },
  { name: 'an encoded NUL', line: 'GET /echo/things/a%00 HTTP/1.1', status: 400, code: 'url_malformed' },
  {
    name: 'a fragment',
    line: 'GET /echo/things#/else HTTP/1.1',
    status: 400,
    code: 'url_malformed',
  },
  {
    name: 'a path parameter too long',
    line: `GET /echo/things/${long.slice(0, 300)} HTTP/1.1`,
    status: 414,
    code: 'url_too_long',
  },
  { name: 'a url too long', line: `GET /echo/things?${long} HTTP/1.1`, status: 414, code: 'url_too_long' },
  {
    name: 'a second Host',
    line: 'GET /echo/things HTTP/1.1',
    headers: ['Host: other.test'],
    status: 400,
    code: 'host_invalid',
  },
  {
    name: 'headers too many',
    line: 'GET /echo/things HTTP/1.1',
    headers: Array.from({ length: 30 }, (_, index) => `X-${index}: 1`),
    status: 431,
    code: 'headers_too_many',
  },
  {
    name: 'a Content-Type that is none',
    line: 'POST /echo/things HTTP/1.1',
    headers: ['Content-Type: nonsense', 'Content-Length: 2'],
    body: '{}',
    status: 415,
    code: 'content_type_malformed',
  },
  {
    name: 'a body too large',
    line: 'POST /echo/things HTTP/1.1',
    headers: [`Content-Length: ${BODY_BYTES_MAXIMUM + 1}`],
    body: 'x'.repeat(BODY_BYTES_MAXIMUM + 1),
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'a chunked body too large',
    line: 'POST /echo/things HTTP/1.1',
    headers: ['Transfer-Encoding: chunked'],
    body: `800\r\n${'x'.repeat(0x800)}\r\n0\r\n\r\n`,
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'a body too large for a path that is not there',
    line: 'POST /echo/nothing HTTP/1.1',
    headers: ['Content-Length: 1001'],
    body: 'x'.repeat(1_001),
    status: 413,
    code: 'body_too_large',
  },
  { name: 'a defect of ours', line: 'GET /echo/defect HTTP/1.1', status: 500, code: 'internal' },
  { name: 'too much at once', line: 'GET /echo/busy HTTP/1.1', status: 503, code: 'unavailable' },
  { name: 'a store that is away', line: 'GET /echo/away HTTP/1.1', status: 503, code: 'unavailable' },
  {
    name: 'a path that nobody owns',
    line: 'GET /else HTTP/1.1',
    status: 404,
    code: 'not_found',
    envelope: 'neutral',
  },
  {
    name: 'the server itself as target',
    line: 'OPTIONS * HTTP/1.1',
    status: 404,
    code: 'not_found',
    envelope: 'neutral',
  },
  {
    name: 'the operator’s path with another method',
    line: 'POST /operator/state HTTP/1.1',
    status: 405,
    code: 'method_not_allowed',
    envelope: 'neutral',
  },
];

for (const { name, line, headers, body, status, code, envelope } of refusals) {
  test(`${name}: ${status} ${code}, ${envelope ?? 'in the surface’s own envelope'}`, async () => {
    const answer = await send(line, headers, body);
    assert.equal(answer.status, status);
    const { echo, error } = JSON.parse(answer.body);
    assert.equal(envelope === 'neutral' ? error : echo, code);
    assert.deepEqual(kit.seen, []);
  });
}

test('a request without Host is refused in the surface’s envelope', async () => {
  const answer = await sendRaw(kit.origin, requestBytes(['GET /echo/things HTTP/1.1', 'Connection: close']));
  assert.deepEqual([answer.status, answer.body], [400, '{"echo":"host_invalid"}']);
});

test('HTTP/1.0 knows no Host', async () => {
  const answer = await sendRaw(kit.origin, requestBytes(['GET /echo/things HTTP/1.0']));
  assert.equal(answer.status, 200);
});

test('a method refusal names the methods that the path takes', async () => {
  assert.equal((await send('DELETE /echo/things HTTP/1.1')).headers.allow, 'POST, GET');
  assert.equal((await send('GET /echo/only-put HTTP/1.1')).headers.allow, 'PUT');
});

test('HEAD is not GET', async () => {
  const answer = await send('HEAD /echo/things HTTP/1.1');
  assert.deepEqual([answer.status, answer.body], [405, '']);
});

const unreadable: readonly [name: string, bytes: string, status: number, code: string][] = [
  ['bytes that are no HTTP', 'hello\r\n\r\n', 400, 'request_malformed'],
  ['an unknown method', 'BREW /echo/things HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'request_malformed'],
  [
    'two lengths',
    'POST /echo/things HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    400,
    'request_malformed',
  ],
  [
    'a length beside chunks, as request smuggling has it',
    'POST /echo/things HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'request_malformed',
  ],
  [
    'a header over two lines',
    'GET /echo/things HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n',
    400,
    'request_malformed',
  ],
  ['a bare line feed', 'GET /echo/things HTTP/1.1\nHost: a\n\n', 400, 'request_malformed'],
  [
    'headers too large',
    `GET /echo/things HTTP/1.1\r\nHost: a\r\nX-A: ${'x'.repeat(5_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
];

for (const [name, bytes, status, code] of unreadable) {
  test(`${name}: ${status} ${code}, neutral, and the connection is closed`, async () => {
    const answer = await sendRaw(kit.origin, bytes);
    assert.equal(answer.status, status);
    assert.equal(JSON.parse(answer.body).error, code);
    assert.deepEqual(kit.seen, []);
  });
}

test('a sender hears the refusal of a body far too large, though he goes on sending', async () => {
  const size = 4 * 1_024 * 1_024;
  const answer = await send('POST /echo/things HTTP/1.1', [`Content-Length: ${size}`], Buffer.alloc(size));
  assert.deepEqual([answer.status, answer.body], [413, '{"echo":"body_too_large"}']);
});

test('a defect’s words reach the log with the request id, never the client', async () => {
  const answer: RawResponse = await send('GET /echo/defect HTTP/1.1');
  assert.equal(answer.body, '{"echo":"internal"}');
  const entry = kit
    .log()
    .find(({ requestId, err }) => requestId === answer.headers['x-request-id'] && err !== undefined);
  assert.match(JSON.stringify(entry), /hunter2/u);
});

test('an answer that HTTP cannot carry becomes an empty 500', async () => {
  const answer = await send('GET /echo/header HTTP/1.1');
  assert.deepEqual([answer.status, answer.body], [500, '']);
});

test('an address in use is said so, with what to do', async () => {
  const { hostname, port } = new URL(kit.origin);
  await assert.rejects(
    startKit({ listen: { host: hostname, port: Number(port) } }),
    (error) => error instanceof ListenError && /another program/u.test(error.message),
  );
});

test('a surface that cannot even answer a problem is answered for, neutrally', async () => {
  const broken = neutralSurface('broken', [failing('/broken', new Error('defect'))]);
  const fail = () => assert.fail('second defect');
  const own = await startKit({ surfaces: [{ ...broken, failed: fail, notFound: fail }] });
  for (const path of ['/broken', '/broken/nothing']) {
    const lines = [`GET ${path} HTTP/1.1`, ...CLOSE];
    const { status, body } = await sendRaw(own.origin, requestBytes(lines));
    assert.deepEqual([status, JSON.parse(body).error], [500, 'internal']);
  }
  await own.server.close();
});

test('behind a trusted proxy, the sender is whom the proxy names', async () => {
  const own = await startKit({ trustedProxies: ['127.0.0.0/8'] });
  await sendRaw(
    own.origin,
    requestBytes(['GET /echo/things HTTP/1.1', ...CLOSE, 'X-Forwarded-For: 203.0.113.9']),
  );
  await own.server.close();
  assert.equal(own.seen[0]?.clientAddress, '203.0.113.9');
});
