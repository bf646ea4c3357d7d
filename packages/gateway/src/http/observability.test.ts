import assert from 'node:assert/strict';
import { test } from 'node:test';
import { echoAnswer, startKit } from '../../../../test/support/http-kit.ts';
import { type RawResponse, requestBytes, sendRaw } from '../../../../test/support/raw-http.ts';
import { systemEnvironment } from '../environment.ts';
import { createLogger, describeError, maskKey } from './logging.ts';

const SECRET = 's3cret-that-must-not-be-seen';

function get(origin: string, path: string): Promise<RawResponse> {
  return sendRaw(origin, requestBytes([`GET ${path} HTTP/1.1`, 'Host: a', 'Connection: close']));
}

test('one line a request says who answered, how, and how verifying ended', async () => {
  const kit = await startKit({
    routes: [
      {
        method: 'GET',
        path: '/echo/signed/:id',
        handle: async ({ observe }) => {
          observe({ verdict: 'signature_mismatch', key: maskKey('0123456789abcdef'), merchantId: 'm-1' });
          return echoAnswer(401, 'no');
        },
      },
    ],
  });
  const { headers } = await get(kit.origin, '/echo/signed/7');
  await kit.server.close();
  const lines = kit.log().filter(({ msg }) => msg === 'request');
  const [{ time, durationMilliseconds, ...line } = {}] = lines;
  assert.equal(lines.length, 1);
  assert.deepEqual(line, {
    level: 'info',
    requestId: headers['x-request-id'],
    surface: 'echo',
    method: 'GET',
    route: '/echo/signed/:id',
    status: 401,
    verdict: 'signature_mismatch',
    key: '012345…',
    merchantId: 'm-1',
    msg: 'request',
  });
  assert.equal(typeof durationMilliseconds, 'number');
  assert.match(String(time), /^\d{4}-\d\d-\d\dT/u);
});

test('nothing that a sender sends reaches the log: no path, query, header or body', async () => {
  const kit = await startKit();
  const headers = [
    'Authorization',
    'X-Signature',
    'X-EasyLink-AppKey',
    'Cookie',
    'User-Agent',
    'X-Forwarded-For',
  ];
  for (const target of [
    '/echo/things',
    `/echo/things/${SECRET}`,
    `/echo/${SECRET}`,
    `/${SECRET}`,
    '/echo/%zz',
  ]) {
    await sendRaw(
      kit.origin,
      requestBytes(
        [
          `GET ${target}?key=${SECRET}&sign=${SECRET} HTTP/1.1`,
          'Host: a',
          'Connection: close',
          ...headers.map((name) => `${name}: ${SECRET}`),
          `Content-Length: ${SECRET.length}`,
        ],
        SECRET,
      ),
    );
  }
  await sendRaw(kit.origin, `${SECRET}\r\n\r\n`);
  await kit.server.close();
  assert.equal(kit.log().filter(({ msg }) => msg === 'request').length, 5);
  assert.doesNotMatch(JSON.stringify(kit.log()), new RegExp(SECRET, 'u'));
});

test('of an error the log keeps type, code, words, stack and causes, and nothing a driver hung onto it', () => {
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: `(key)=(${SECRET})`,
    parameters: [SECRET],
  });
  const { stack, ...described } = describeError(new TypeError('insert failed', { cause }));
  assert.match(stack ?? '', /insert failed/u);
  assert.equal(described.type, 'TypeError');
  assert.equal(described.cause?.code, '23505');
  assert.doesNotMatch(JSON.stringify(described), new RegExp(SECRET, 'u'));
});

test('what is thrown that is no error is not shown', () => {
  assert.deepEqual(describeError(SECRET), { type: 'string', message: 'not an Error' });
});

test('of a key only the beginning is shown, of a short one nothing', () => {
  assert.equal(maskKey('0123456789abcdef'), '012345…');
  assert.equal(maskKey('0123456789'), '…');
});

test('a level leaves out what lies below it', () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ level: 'warn', environment: systemEnvironment, destination });
  logger.info('left out');
  logger.warn('kept');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).msg),
    ['kept'],
  );
});

test('/metrics counts by surface, pattern and status, and how verifying ended', async () => {
  const kit = await startKit({
    routes: [
      {
        method: 'GET',
        path: '/echo/signed',
        handle: async ({ observe }) => {
          observe({ verdict: 'verified' });
          return echoAnswer(200, 'yes');
        },
      },
    ],
  });
  await get(kit.origin, '/echo/things/1');
  await get(kit.origin, '/echo/things/2');
  await get(kit.origin, '/echo/nothing/3');
  await get(kit.origin, '/nobody');
  await get(kit.origin, '/echo/signed');
  const { headers, body } = await get(kit.origin, '/metrics');
  await kit.server.close();
  assert.match(headers['content-type'] ?? '', /^text\/plain; version=0\.0\.4/u);
  const count = 'countersign_http_request_duration_seconds_count';
  const expected = [
    `${count}{surface="echo",method="GET",route="/echo/things/:id",status="200"} 2`,
    `${count}{surface="echo",method="GET",route="unmatched",status="404"} 1`,
    `${count}{surface="none",method="GET",route="unmatched",status="404"} 1`,
    'countersign_verifications_total{dialect="echo",verdict="verified"} 1',
  ];
  for (const line of expected) assert.ok(body.includes(`${line}\n`), line);
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
  ]) {
    assert.match(body, new RegExp(`^${name} `, 'mu'));
  }
});

test('/healthz asks nobody, /readyz asks the store', async () => {
  let isStoreWell = true;
  const kit = await startKit({
    checkStore: async () => {
      if (!isStoreWell) throw new Error('no connection');
    },
  });
  assert.deepEqual((await get(kit.origin, '/readyz')).body, '{"state":"ready"}');
  isStoreWell = false;
  const { status, body } = await get(kit.origin, '/readyz');
  assert.deepEqual([status, body], [503, '{"state":"store_unavailable"}']);
  assert.equal((await get(kit.origin, '/healthz')).status, 200);
  await kit.server.close();
});
