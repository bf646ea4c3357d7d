import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { describe, test } from 'node:test';
import { serve } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { callbackVector } from '../../../../test/support/receivers/callback-vectors.ts';
import { running } from '../../../../test/support/receivers/running-server.ts';
import { specifyReceiver } from '../../../../test/support/receivers/specification.ts';
import { BodyParsedError, createReceiver } from './hono.ts';

specifyReceiver(
  'Hono',
  async (routes) => {
    const app = new Hono();
    for (const [path, { onError, ...options }] of routes) {
      const route = new Hono().post('/', createReceiver(options));
      route.onError((error, context) => {
        onError(error);
        return context.body(null, 500);
      });
      app.route(path, route);
    }
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
    return running(server);
  },
  { joinsHeaders: true },
);

const anexpay = callbackVector('anexpay/W1');
const blackhat = callbackVector('blackhat/callback');

async function through(middleware: MiddlewareHandler, vector = anexpay) {
  const { dialect, credentials, receivedAt, message } = vector;
  const app = new Hono().use(middleware);
  app.post('/', createReceiver({ dialect, credentials, now: () => receivedAt, onEvent: () => undefined }));
  let thrown: Error | undefined;
  app.onError((error, context) => {
    thrown = error;
    return context.body(null, 500);
  });
  const headers = message.headers.map(([name, value]): [string, string] => [name, value]);
  const { status } = await app.request('/', { method: 'POST', headers, body: Buffer.from(message.body) });
  return { status, error: thrown };
}

describe('a receiver for Hono, behind a middleware that reads the body', () => {
  for (const method of ['json', 'text', 'arrayBuffer'] as const) {
    test(`takes the bytes that Hono keeps after c.req.${method}()`, async () => {
      const { status } = await through(async (context, next) => {
        await context.req[method]();
        await next();
      });
      assert.equal(status, 200);
    });
  }

  test('says that a form was parsed, and what to do', async () => {
    const { status, error } = await through(async (context, next) => {
      await context.req.raw.formData();
      await next();
    }, blackhat);
    assert.equal(status, 500);
    assert.ok(error instanceof BodyParsedError);
    assert.match(
      error.message,
      /c\.req\.parseBody\(\).* have the middleware call c\.req\.arrayBuffer\(\) first/,
    );
  });

  test('does as the error says', async () => {
    const { status } = await through(async (context, next) => {
      await context.req.arrayBuffer();
      await context.req.parseBody();
      await next();
    }, blackhat);
    assert.equal(status, 200);
  });
});
