/**
 * The Pages Router, without Next: what its API routes are handed is a request of `node:http`, with `body` set by the parser below
 * unless the route's `config` turns it off. The App Router's web requests are specified in `fetch.test.ts`.
 */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { callbackVector } from '../../../../test/support/receivers/callback-vectors.ts';
import { type RunningServer, running } from '../../../../test/support/receivers/running-server.ts';
import { sendCallback, specifyReceiver } from '../../../../test/support/receivers/specification.ts';
import { BodyParsedError, createPagesReceiver } from './next.ts';

type ApiRoute = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function listen(
  route: ApiRoute,
  onError: (error: unknown, request: IncomingMessage) => void,
): Promise<RunningServer> {
  const server = createServer(async (request, response) => {
    try {
      await route(request, response);
    } catch (error) {
      onError(error, request);
      response.writeHead(500).end('Internal Server Error');
    }
  }).listen(0, '127.0.0.1');
  return running(server);
}

specifyReceiver("Next's Pages Router", (routes) => {
  const receivers = new Map([...routes].map(([path, options]) => [path, createPagesReceiver(options)]));
  const pathOf = ({ url = '' }: IncomingMessage) => url.split('?')[0] ?? '';
  return listen(
    async (request, response) => receivers.get(pathOf(request))?.(request, response),
    (error, request) => routes.get(pathOf(request))?.onError(error),
  );
});

/** nextjs.org/docs/pages/building-your-application/routing/api-routes#custom-config: parsed by content type, up to 1 MB. */
async function withBodyParser(request: IncomingMessage): Promise<IncomingMessage> {
  const bytes = Buffer.concat(await request.toArray());
  const contentType = request.headers['content-type'] ?? '';
  const body = contentType.startsWith('application/json')
    ? JSON.parse(bytes.toString('utf8'))
    : contentType.startsWith('application/x-www-form-urlencoded')
      ? Object.fromEntries(new URLSearchParams(bytes.toString('utf8')))
      : bytes.toString('utf8');
  return Object.assign(request, { body });
}

async function parsedFirst(name: string) {
  const { dialect, credentials, receivedAt, ...vector } = callbackVector(name);
  const receive = createPagesReceiver({
    dialect,
    credentials,
    now: () => receivedAt,
    onEvent: () => undefined,
  });
  const errors: unknown[] = [];
  const server = await listen(
    async (request, response) => receive(await withBodyParser(request), response),
    (error) => errors.push(error),
  );
  const { status } = await sendCallback(server.origin, '/api/notify', {
    dialect,
    credentials,
    receivedAt,
    ...vector,
  });
  await server.close();
  return { status, error: errors[0] };
}

describe("a receiver for Next's Pages Router, with bodyParser on", () => {
  for (const name of ['anexpay/W1', 'blackhat/callback']) {
    test(`says that it parsed ${name}, and how to turn it off`, async () => {
      const { status, error } = await parsedFirst(name);
      assert.equal(status, 500);
      assert.ok(error instanceof BodyParsedError);
      assert.equal(error.parser, "Next's bodyParser");
      assert.match(error.message, /export const config = \{ api: \{ bodyParser: false \} \};/);
    });
  }

  test('reads plain text, which Next leaves as it is', async () => {
    assert.equal((await parsedFirst('upay/E2')).status, 200);
  });
});
