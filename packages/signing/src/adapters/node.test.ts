import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { describe, test } from 'node:test';
import { callbackVector } from '../../../../test/support/receivers/callback-vectors.ts';
import { type RunningServer, running } from '../../../../test/support/receivers/running-server.ts';
import {
  type RouteOptions,
  send,
  sendCallback,
  specifyReceiver,
} from '../../../../test/support/receivers/specification.ts';
import { DIALECTS, type Rejected } from '../index.ts';
import { BodyParsedError, createReceiver } from './node.ts';

async function listen(listener: RequestListener): Promise<RunningServer> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  return running(server);
}

specifyReceiver('node:http', (routes) => {
  const receivers = new Map([...routes].map(([path, options]) => [path, createReceiver(options)]));
  return listen((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    receivers.get(path)?.(request, response);
  });
});

const W1 = callbackVector('anexpay/W1');

function options(others: Partial<RouteOptions> = {}): RouteOptions {
  return {
    dialect: W1.dialect,
    credentials: W1.credentials,
    now: () => W1.receivedAt,
    onEvent: () => undefined,
    onError: (error) => assert.fail(String(error)),
    ...others,
  };
}

describe('a receiver for node:http', () => {
  test('needs the address where the provider signs it, and says so at once', () => {
    assert.throws(
      () => createReceiver({ ...options(), dialect: DIALECTS.basicex }),
      /^TypeError: url: BasicEx Payment signs the address .* \(the notificationUrl\)$/,
    );
    const others = Object.values(DIALECTS).filter(({ name }) => name !== 'basicex');
    for (const dialect of others) assert.ok(createReceiver({ ...options(), dialect }));
  });

  test('answers 405 to anything but POST', async () => {
    const server = await listen(createReceiver(options()));
    for (const method of ['GET', 'PUT', 'DELETE']) {
      assert.equal((await send(server.origin, { ...W1.message, method })).status, 405);
    }
    await server.close();
  });

  test('refuses a request that breaks off', async () => {
    let tell: (refused: Rejected) => void;
    const refusal = new Promise<Rejected>((resolve) => {
      tell = resolve;
    });
    const server = await listen(createReceiver(options({ onRefused: (refused) => tell(refused) })));
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
    socket.end('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"eventId":');
    assert.equal((await refusal).code, 'body_malformed');
    socket.destroy();
    await server.close();
  });

  test('says that something read the body before', async () => {
    const errors: unknown[] = [];
    const receive = createReceiver(options({ onError: (error) => errors.push(error) }));
    const server = await listen(async (request, response) => {
      for await (const _ of request);
      receive(request, response);
    });
    assert.equal((await sendCallback(server.origin, '/', W1)).status, 500);
    assert.ok(errors[0] instanceof BodyParsedError);
    assert.match(errors[0].message, /^Something read the body before .* `request\.rawBody`\.$/);
    await server.close();
  });

  test('serves HTTP/2 as well', async () => {
    const server = createHttp2Server(createReceiver(options({ bodyBytesMaximum: 1_000 }))).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const statusOf = async (body: Uint8Array) => {
      const stream = session.request({ ':method': 'POST', ...Object.fromEntries(W1.message.headers) });
      stream.end(body);
      const [headers] = await once(stream, 'response');
      stream.resume();
      return headers[':status'];
    };
    assert.equal(await statusOf(W1.message.body), 200);
    assert.equal(await statusOf(Buffer.alloc(1_001)), 413);
    session.close();
    server.close();
    await once(server, 'close');
  });

  test('takes the bytes that were kept in rawBody', async () => {
    const receive = createReceiver(options());
    const server = await listen(async (request, response) => {
      const rawBody = Buffer.concat(await request.toArray());
      receive(Object.assign(request, { rawBody }), response);
    });
    assert.equal((await sendCallback(server.origin, '/', W1)).status, 200);
    await server.close();
  });
});
