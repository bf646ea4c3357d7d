import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { callbackVector } from '../../../../test/support/receivers/callback-vectors.ts';
import { type RunningServer, running } from '../../../../test/support/receivers/running-server.ts';
import { sendCallback, specifyReceiver } from '../../../../test/support/receivers/specification.ts';
import { BodyParsedError, createReceiver } from './express.ts';

async function listen(app: Express): Promise<RunningServer> {
  const server = app.listen(0, '127.0.0.1');
  return running(server);
}

specifyReceiver('Express', (routes) => {
  const app = express();
  for (const [path, { onError, ...options }] of routes) {
    app.post(path, createReceiver(options));
    app.use(path, (error: unknown, _request: Request, response: Response, _next: NextFunction) => {
      onError(error);
      response.sendStatus(500);
    });
  }
  return listen(app);
});

const anexpay = callbackVector('anexpay/W1');
const blackhat = callbackVector('blackhat/callback');
const upay = callbackVector('upay/E2');

/** Sends a callback through Express with a middleware before the receiver; the answer's status, and what reached `next`. */
async function through(middleware: express.RequestHandler, vector = anexpay) {
  const { dialect, credentials, receivedAt } = vector;
  const errors: unknown[] = [];
  const app = express().use(middleware);
  app.post('/', createReceiver({ dialect, credentials, now: () => receivedAt, onEvent: () => undefined }));
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    errors.push(error);
    response.sendStatus(500);
  });
  const server = await listen(app);
  const { status } = await sendCallback(server.origin, '/', vector);
  await server.close();
  return { status, error: errors[0] };
}

describe('a receiver for Express, behind another parser', () => {
  for (const [parser, middleware, vector] of [
    ['express.json()', express.json(), anexpay],
    ['express.urlencoded()', express.urlencoded(), blackhat],
  ] as const) {
    test(`says that ${parser} parsed the body, and what to do`, async () => {
      const { status, error } = await through(middleware, vector);
      assert.equal(status, 500);
      assert.ok(error instanceof BodyParsedError);
      assert.equal(error.parser, parser);
      assert.match(error.message, /express\.raw\(\{ type: '\*\/\*' \}\)/);
      assert.match(error.message, /request\.rawBody = bytes/);
    });
  }

  test('says that some middleware parsed it, where none is known for the content type', async () => {
    const { error } = await through(async (request, _response, next) => {
      for await (const _ of request);
      next();
    }, upay);
    assert.ok(error instanceof BodyParsedError);
    assert.equal(error.parser, 'A middleware');
  });

  test('does as the error says: express.raw()', async () => {
    const raw = express.raw({ type: '*/*' });
    for (const vector of [anexpay, blackhat, upay]) assert.equal((await through(raw, vector)).status, 200);
  });

  test("does as the error says: the parser's verify keeps rawBody", async () => {
    const verify = (request: object, _response: unknown, bytes: Buffer) => {
      Object.assign(request, { rawBody: bytes });
    };
    assert.equal((await through(express.json({ verify }))).status, 200);
    assert.equal((await through(express.urlencoded({ verify }), blackhat)).status, 200);
  });

  test('reads the text of express.text(), and what no parser felt called to', async () => {
    assert.equal((await through(express.text(), upay)).status, 200);
    assert.equal((await through(express.json(), upay)).status, 200);
  });

  test('knows the whole target below a mounted router', async () => {
    const { dialect, credentials } = callbackVector('basicex/W3');
    const router = express.Router().post(
      '/notify',
      createReceiver({
        dialect,
        credentials,
        url: (target) => `https://google.com${target.replace('/shop/notify', '')}`,
        onEvent: () => undefined,
      }),
    );
    const server = await listen(express().use('/shop', router));
    assert.equal(
      (await sendCallback(server.origin, '/shop/notify', callbackVector('basicex/W3'))).status,
      200,
    );
    await server.close();
  });
});
