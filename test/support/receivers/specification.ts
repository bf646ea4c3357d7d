/** What every receiver does, whatever the framework: each of the adapters' tests runs it against a real server. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { type CallbackEvent, DIALECTS, type Header, type Rejected } from '@countersign/signing';
import type { ReceiverOptions } from '@countersign/signing/node';
import { type CallbackVector, callbackVector, callbackVectors, GENUINE } from './callback-vectors.ts';
import type { RunningServer } from './running-server.ts';

/** What a route is made with; `onError` only where the framework hears of no errors. */
export interface RouteOptions extends ReceiverOptions<unknown> {
  readonly onError: (error: unknown) => void;
}

/** Starts a server of the framework with a receiver at each path. */
export type StartServer = (routes: ReadonlyMap<string, RouteOptions>) => Promise<RunningServer>;

export interface Sent {
  readonly method?: string;
  readonly headers?: readonly Header[];
  readonly body?: string | Uint8Array;
}

export interface Answered {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** Sends a request with its headers as they are, duplicates and all, which `fetch` would join. */
export async function send(url: string, { method = 'POST', headers = [], body }: Sent): Promise<Answered> {
  const length: Header = ['Content-Length', `${Buffer.byteLength(body ?? '')}`];
  const client = open(url, method, [...headers, length]);
  client.end(body);
  return answerOf(client);
}

function open(url: string, method: string, headers: readonly Header[]): ClientRequest {
  const host: Header = ['Host', new URL(url).host];
  return httpRequest(url, { method, headers: [host, ...headers].flat(), agent: false });
}

async function answerOf(client: ClientRequest): Promise<Answered> {
  const [response] = (await once(client, 'response')) as [IncomingMessage];
  // A server that reads no more closes the connection under a client that still writes.
  client.on('error', () => undefined);
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'],
    body: await text(response),
  };
}

export function sendCallback(origin: string, path: string, { message }: CallbackVector): Promise<Answered> {
  return send(origin + path, message);
}

const LIMIT_BYTES = 10_000;

/** @param joinsHeaders whether the framework joins headers of one name, so that a duplicate is a malformed value */
export function specifyReceiver(name: string, startServer: StartServer, { joinsHeaders = false } = {}): void {
  describe(`a receiver for ${name}`, () => {
    const events: CallbackEvent[] = [];
    const refusals: Rejected[] = [];
    const errors: unknown[] = [];
    const failing = new Error('the database is away');
    const optionsOf = (vector: CallbackVector, others: Partial<RouteOptions> = {}): RouteOptions => ({
      dialect: vector.dialect,
      credentials: vector.credentials,
      url: vector.message.url,
      now: () => vector.receivedAt,
      onEvent: (event) => events.push(event),
      onRefused: (refused) => refusals.push(refused),
      onError: (error) => errors.push(error),
      ...others,
    });
    const anexpay = callbackVector('anexpay/W1');
    const basicex = callbackVector('basicex/W3');
    const routes = new Map<string, RouteOptions>([
      ...callbackVectors.map((vector) => [`/${vector.name}`, optionsOf(vector)] as const),
      ['/limited', optionsOf(anexpay, { bodyBytesMaximum: LIMIT_BYTES })],
      ['/unlimited', optionsOf(anexpay)],
      ['/keyless', optionsOf(anexpay, { credentials: {} })],
      ['/failing', optionsOf(anexpay, { onEvent: () => Promise.reject(failing) })],
      ['/made', optionsOf(basicex, { url: (target) => `https://google.com${target.slice('/made'.length)}` })],
      ['/rotated', optionsOf(anexpay, { credentials: [{ signKey: 'next' }, anexpay.credentials] })],
    ]);
    let server: RunningServer;
    before(async () => {
      server = await startServer(routes);
    });
    after(() => server.close());
    const latest = <T>(list: readonly T[]): T => list.at(-1) ?? assert.fail('nothing was heard');

    for (const vector of GENUINE) {
      test(`verifies ${vector.name}, hands its event over and answers as ${vector.dialect.title} expects`, async () => {
        const { acknowledgement } = vector.dialect.callback;
        const answer = await sendCallback(server.origin, `/${vector.name}`, vector);
        assert.equal(answer.status, acknowledgement.status);
        assert.equal(answer.body, acknowledgement.body);
        const contentType = acknowledgement.headers.find(([header]) => header === 'Content-Type')?.[1];
        if (contentType !== undefined)
          assert.ok(answer.contentType?.startsWith(contentType), answer.contentType);
        assert.equal(latest(events).dialect, vector.dialect.name);
        assert.equal(latest(events).verdict.signedAt === undefined, vector.dialect === DIALECTS.basicex);
      });
    }

    test('comes to the verdict of every vector, and hands over no event that is refused', async () => {
      for (const vector of callbackVectors) {
        const before = events.length;
        const { status, body } = await sendCallback(server.origin, `/${vector.name}`, vector);
        assert.equal(status === 200, vector.code === undefined, `${vector.name}: ${status} ${body}`);
        assert.equal(events.length - before, vector.code === undefined ? 1 : 0, vector.name);
        if (vector.code === undefined) continue;
        const code =
          joinsHeaders && vector.code === 'header_duplicated' ? 'signature_malformed' : vector.code;
        assert.equal(JSON.parse(body).code, code, vector.name);
        assert.equal(latest(refusals).code, code, vector.name);
      }
    });

    test('says in a refusal neither a secret nor the signature that was expected', async () => {
      for (const vector of callbackVectors.filter(({ code }) => code !== undefined)) {
        const { body } = await sendCallback(server.origin, `/${vector.name}`, vector);
        const secrets = [...Object.values(vector.credentials), vector.signature].filter(
          (each) => each !== undefined,
        );
        for (const secret of secrets) assert.ok(!body.includes(secret), vector.name);
      }
    });

    test('refuses a body with one byte changed anywhere', async () => {
      const { message } = anexpay;
      for (let index = 0; index < message.body.length; index += 37) {
        const body = Uint8Array.from(message.body, (byte, at) => (at === index ? byte ^ 1 : byte));
        const { status } = await send(`${server.origin}/anexpay/W1`, { ...message, body });
        assert.equal(status, 401, `byte ${index}`);
      }
    });

    test('makes the signed address from the path and query that were requested', async () => {
      assert.equal((await sendCallback(server.origin, '/made', basicex)).status, 200);
      assert.equal((await sendCallback(server.origin, '/made?order=2', basicex)).status, 401);
    });

    test('verifies under each of several credentials', async () => {
      assert.equal((await sendCallback(server.origin, '/rotated', anexpay)).status, 200);
    });

    test('refuses a body that announces to be too large', async () => {
      const { status, body } = await send(`${server.origin}/limited`, { body: 'x'.repeat(LIMIT_BYTES + 1) });
      assert.deepEqual([status, JSON.parse(body).code], [413, 'body_too_large']);
    });

    test('refuses a body that goes on and on, while it does', async () => {
      const client = open(`${server.origin}/limited`, 'POST', [['Transfer-Encoding', 'chunked']]);
      const answer = answerOf(client);
      const chunk = Buffer.alloc(LIMIT_BYTES / 2);
      const write = () => !client.destroyed && client.write(chunk, () => setImmediate(write));
      client.on('error', () => undefined);
      write();
      const { status } = await answer;
      assert.equal(status, 413);
      client.destroy();
    });

    test('has a limit of 1 MiB unless told otherwise', async () => {
      const [fits, exceeds] = await Promise.all(
        [1024 * 1024, 1024 * 1024 + 1].map((size) =>
          send(`${server.origin}/unlimited`, { body: Buffer.alloc(size) }),
        ),
      );
      assert.notEqual(fits?.status, 413);
      assert.equal(exceeds?.status, 413);
    });

    test('answers 500 where it lacks the key itself, so that the callback comes again', async () => {
      const { status, body } = await sendCallback(server.origin, '/keyless', anexpay);
      assert.deepEqual([status, JSON.parse(body).code], [500, 'key_unusable']);
    });

    test('answers 500 where the event could not be dealt with, and tells the program why', async () => {
      const { status } = await sendCallback(server.origin, '/failing', anexpay);
      assert.equal(status, 500);
      assert.equal(latest(errors), failing);
    });
  });
}
