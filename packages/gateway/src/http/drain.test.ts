import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { echoAnswer, type RunningKit, startKit } from '../../../../test/support/http-kit.ts';
import { openSocket, readToEnd, requestBytes, sendRaw } from '../../../../test/support/raw-http.ts';
import type { GatewayResponse, Route } from './exchange.ts';

/** A route whose answer the test gives, and which tells when a request has reached it. */
function heldRoute() {
  const reached = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<GatewayResponse>();
  const route: Route = {
    method: 'GET',
    path: '/echo/held',
    handle: () => {
      reached.resolve();
      return answer.promise;
    },
  };
  return { route, reached: reached.promise, release: () => answer.resolve(echoAnswer(200, 'finished')) };
}

const held = ['GET /echo/held HTTP/1.1', 'Host: a'];

async function isRefused({ origin }: RunningKit): Promise<boolean> {
  const socket = openSocket(origin);
  const [event] = await Promise.race([
    once(socket, 'connect'),
    once(socket, 'error').then((error) => error),
  ]).catch((error) => [error]);
  socket.destroy();
  return event instanceof Error;
}

test('a closing server finishes what is in flight, takes nothing new, and says when it is done', async () => {
  const { route, reached, release } = heldRoute();
  const kit = await startKit({ routes: [route] });
  const socket = openSocket(kit.origin);
  const response = readToEnd(socket);
  socket.write(requestBytes(held));
  await reached;

  const closed = kit.server.close();
  assert.equal(await isRefused(kit), true);
  release();

  const { status, headers, body } = await response;
  assert.deepEqual([status, headers.connection, body], [200, 'close', '{"echo":"finished"}']);
  await closed;
  assert.equal(kit.log().at(-1)?.cut, 0);
});

test('connections that wait for a next request, or have sent none, do not hold it up', async () => {
  const kit = await startKit();
  const idle = openSocket(kit.origin);
  idle.write(requestBytes(['GET /echo/things HTTP/1.1', 'Host: a']));
  await once(idle, 'data');
  const silent = openSocket(kit.origin);
  await once(silent, 'connect');
  const ends = [once(idle, 'close'), once(silent, 'close')];
  await kit.server.close();
  await Promise.all(ends);
});

test('what does not finish within the drain limit is cut', async () => {
  const { route, reached } = heldRoute();
  const kit = await startKit({ routes: [route], limits: { drainMilliseconds: 10 } });
  const socket = openSocket(kit.origin);
  const end = once(socket, 'close');
  socket.write(requestBytes(held));
  await reached;
  await kit.server.close();
  await end;
  assert.equal(kit.log().at(-1)?.cut, 1);
});

test('while draining, /readyz answers 503 over a connection that is still open', async () => {
  const { route, reached, release } = heldRoute();
  const kit = await startKit({ routes: [route] });
  const busy = openSocket(kit.origin);
  const answered = readToEnd(busy);
  busy.write(requestBytes(held));
  await reached;
  const late = openSocket(kit.origin);
  const [first = ''] = ['GET /readyz HTTP/1.1\r\n'];
  late.write(first);
  await once(late, 'connect');
  // The second connection is known to be accepted once a third one, made after it, has been answered.
  await sendRaw(kit.origin, requestBytes(['GET /healthz HTTP/1.1', 'Host: a', 'Connection: close']));

  const closed = kit.server.close();
  const readiness = readToEnd(late);
  late.write('Host: a\r\n\r\n');
  const { status, body } = await readiness;
  assert.deepEqual([status, body], [503, '{"state":"draining"}']);
  release();
  await answered;
  await closed;
});

test('a request that does not arrive in time is told so', async () => {
  const kit = await startKit({
    limits: { headersTimeoutMilliseconds: 20, requestTimeoutMilliseconds: 40, timeoutCheckMilliseconds: 10 },
  });
  const headers = await sendRaw(kit.origin, 'GET /echo/things HTTP/1.1\r\nHost: a\r\n');
  assert.deepEqual([headers.status, JSON.parse(headers.body).error], [408, 'request_timeout']);
  const body = await sendRaw(
    kit.origin,
    'POST /echo/things HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab',
  );
  assert.deepEqual([body.status, JSON.parse(body.body).error], [408, 'request_timeout']);
  await kit.server.close();
});

test('a sender who leaves in the middle of a body is counted as gone, and reaches no handler', async () => {
  const kit = await startKit();
  const socket = openSocket(kit.origin);
  socket.write('POST /echo/things HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab');
  await once(socket, 'connect');
  await sendRaw(kit.origin, requestBytes(['GET /healthz HTTP/1.1', 'Host: a', 'Connection: close']));
  socket.destroy();
  await kit.server.close();
  assert.deepEqual(kit.seen, []);
  assert.equal(kit.log().find(({ method }) => method === 'POST')?.status, 499);
});
