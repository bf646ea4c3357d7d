import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { describe, test } from 'node:test';
import { serve } from '@hono/node-server';
import { callbackVector } from '../../../../test/support/receivers/callback-vectors.ts';
import { running } from '../../../../test/support/receivers/running-server.ts';
import { type StartServer, specifyReceiver } from '../../../../test/support/receivers/specification.ts';
import { BodyParsedError, createReceiver } from './fetch.ts';
import { createReceiver as createNextReceiver } from './next.ts';

/** Any server of web requests will do to hand over real ones. */
const startServerOf =
  (create: typeof createReceiver): StartServer =>
  async (routes) => {
    const receivers = new Map(
      [...routes].map(([path, options]) => [path, { ...options, receive: create(options) }]),
    );
    const fetch = async (request: Request) => {
      const route = receivers.get(new URL(request.url).pathname);
      try {
        return (await route?.receive(request)) ?? new Response(null, { status: 404 });
      } catch (error) {
        route?.onError(error);
        return new Response(null, { status: 500 });
      }
    };
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }) as Server;
    return running(server);
  };

specifyReceiver('web requests', startServerOf(createReceiver), { joinsHeaders: true });
specifyReceiver("Next's App Router", startServerOf(createNextReceiver), { joinsHeaders: true });

const { dialect, credentials, receivedAt, message } = callbackVector('anexpay/W1');

function requestOf(): Request {
  const headers = message.headers.map(([name, value]): [string, string] => [name, value]);
  return new Request('https://shop.example/notify', {
    method: 'POST',
    headers,
    body: Buffer.from(message.body),
  });
}

describe('a receiver for web requests', () => {
  const receive = createReceiver({ dialect, credentials, now: () => receivedAt, onEvent: () => undefined });

  test('says that the body was read before, and what to do', async () => {
    const request = requestOf();
    await request.json();
    await assert.rejects(receive(request), (error) => {
      assert.ok(error instanceof BodyParsedError);
      assert.match(
        error.message,
        /^A call of request\.json\(\), .* `request\.clone\(\)` before the body is read\.$/,
      );
      return true;
    });
  });

  test('does as the error says', async () => {
    const request = requestOf();
    const response = await receive(request.clone());
    assert.equal(response.status, 200);
    assert.deepEqual(Object.keys((await request.json()) as object), [
      'eventId',
      'eventType',
      'timestamp',
      'data',
    ]);
  });

  test('refuses a body that breaks off', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from('{"eventId":'));
        controller.error(new Error('reset'));
      },
    });
    const request = new Request('https://shop.example/', { method: 'POST', body, duplex: 'half' });
    const response = await receive(request);
    assert.deepEqual(
      [response.status, ((await response.json()) as { code: string }).code],
      [400, 'body_malformed'],
    );
  });

  test('sends no content type with an answer that has no content', async () => {
    const vector = callbackVector('blackhat/callback');
    const receiveForm = createReceiver({ ...vector, now: () => vector.receivedAt, onEvent: () => undefined });
    const response = await receiveForm(
      new Request('https://shop.example/', { method: 'POST', body: Buffer.from(vector.message.body) }),
    );
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, null]);
  });
});
