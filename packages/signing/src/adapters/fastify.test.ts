import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { callbackVector } from '../../../../test/support/receivers/callback-vectors.ts';
import type { RunningServer } from '../../../../test/support/receivers/running-server.ts';
import { send, sendCallback, specifyReceiver } from '../../../../test/support/receivers/specification.ts';
import { BodyParsedError, createReceiver, keepRawBody } from './fastify.ts';

async function listen(app: FastifyInstance): Promise<RunningServer> {
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  return { origin, close: async () => app.close() };
}

specifyReceiver('Fastify', (routes) => {
  const app = Fastify({ forceCloseConnections: true });
  app.register(async (scope) => {
    keepRawBody(scope);
    for (const [path, { onError, ...options }] of routes) {
      const errorHandler = (error: FastifyError, _request: unknown, reply: FastifyReply) => {
        onError(error);
        reply.code(error.statusCode ?? 500).send();
      };
      scope.post(path, { errorHandler }, createReceiver(options));
    }
  });
  return listen(app);
});

const anexpay = callbackVector('anexpay/W1');
const upay = callbackVector('upay/E2');

function receiverOf({ dialect, credentials, receivedAt }: typeof anexpay) {
  return createReceiver({ dialect, credentials, now: () => receivedAt, onEvent: () => undefined });
}

describe("a receiver for Fastify, behind Fastify's own parsers", () => {
  test('says that the body was parsed, and what to do', async () => {
    const app = Fastify();
    const errors: unknown[] = [];
    app.addHook('onError', async (_request, _reply, error) => void errors.push(error));
    app.post('/', receiverOf(anexpay));
    const server = await listen(app);
    assert.equal((await sendCallback(server.origin, '/', anexpay)).status, 500);
    await server.close();
    assert.ok(errors[0] instanceof BodyParsedError);
    assert.equal(errors[0].parser, "Fastify's parser of application/json");
    assert.match(errors[0].message, /keepRawBody\(scope\)/);
  });

  test('reads plain text, which Fastify leaves as it is', async () => {
    const app = Fastify();
    app.post('/', receiverOf(upay));
    const server = await listen(app);
    assert.equal((await sendCallback(server.origin, '/', upay)).body, 'SUCCESS');
    await server.close();
  });

  test('takes rawBody where a plugin kept it', async () => {
    const app = Fastify();
    app.decorateRequest('rawBody');
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
      done(null, Object.assign(request, { rawBody: bytes }) && JSON.parse(String(bytes)));
    });
    app.post('/', receiverOf(anexpay));
    const server = await listen(app);
    assert.equal((await sendCallback(server.origin, '/', anexpay)).status, 200);
    await server.close();
  });

  test('keeps raw bodies inside the scope only', async () => {
    const app = Fastify();
    app.register(async (scope) => {
      keepRawBody(scope);
      scope.post('/notify', receiverOf(anexpay));
    });
    app.post('/other', async ({ body }) => body);
    const server = await listen(app);
    assert.equal((await sendCallback(server.origin, '/notify', anexpay)).status, 200);
    const other = await send(`${server.origin}/other`, {
      headers: [['Content-Type', 'application/json']],
      body: '{"a": 1}',
    });
    assert.equal(other.body, '{"a":1}');
    await server.close();
  });
});
