// The printed command, run by a shell and by curl as a user would paste it; what arrives is compared byte for byte.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { type Header, message } from '@countersign/signing';
import { startServer, type TestServer } from '../../../../test/support/http-server.ts';
import { curlCommand } from './curl.ts';

/** As `countersign sign … --format curl | sh` does. */
async function shell(command: string): Promise<string> {
  const child = spawn('/bin/sh', { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(command);
  return text(child.stdout);
}

describe('a curl command', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer(() => ({ body: 'received' }));
  });
  after(() => server.close());

  async function sent(
    path: string,
    options: { method?: string; headers?: Header[]; body?: string | Uint8Array },
  ) {
    const command = curlCommand(message({ url: server.origin + path, ...options }));
    assert.equal(await shell(command), 'received');
    const request = server.received.at(-1);
    assert.ok(request);
    return request;
  }

  const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const bodies: readonly [string, string | Uint8Array][] = [
    ['JSON', '{"t": "123"}'],
    ['quotes, dollars, backticks, backslashes and exclamation marks', `'"$HOME\`id\`\\n!!'`],
    ['line ends', 'a\nb\r\nc\n'],
    ['text beyond ASCII', 'Zoë ☕ 测试'],
    ['what curl would take for a file', '@/etc/hostname'],
    ['what printf would take for a format, or an option', '@-n %s %d \\101'],
    ['a hyphen before a control character', '-\t'],
    ['every byte there is', allBytes],
    ['bytes that are not UTF-8', Buffer.from('7b22ff22007d', 'hex')],
    ['more than fits into one argument', 'x'.repeat(200_000)],
  ];
  for (const [title, body] of bodies) {
    test(`sends ${title}`, async () => {
      const request = await sent('/', { method: 'POST', headers: [['Content-Type', 'text/plain']], body });
      assert.deepEqual(Buffer.from(request.body), Buffer.from(body as string));
      assert.equal(request.method, 'POST');
    });
  }

  test('sends headers as they are, empty ones too', async () => {
    const headers: Header[] = [
      ['X-Upa-Sign', 'it\'s $5 \\ "quoted"'],
      ['D-Empty', ''],
      ['X-Twice', 'a'],
      ['X-Twice', 'b'],
    ];
    const { headers: received } = await sent('/', { method: 'DELETE', headers });
    for (const header of headers)
      assert.ok(
        received.some((each) => each.join() === header.join()),
        header[0],
      );
  });

  for (const path of ['/a/../b/./c?x=%20y&z=$1', '/list?ids[]=1&ids[]=2', "/it's?a={1,2}&b=[1-3]"]) {
    test(`sends the url ${path} without touching it`, async () => {
      assert.equal((await sent(path, { method: 'GET' })).url, server.origin + path);
    });
  }
});
