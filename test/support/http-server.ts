/** A real HTTP server that keeps what it receives byte for byte, for tests of whatever sends. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it stood on the wire; `url` is absolute, header names have the sender's letter case. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface TestServer {
  readonly origin: string;
  /** Everything received so far, in order of arrival. */
  readonly received: readonly ReceivedRequest[];
  close(): Promise<void>;
}

/** Listens on a free port of the loopback interface. An answer that never resolves leaves the client waiting. */
export async function startServer(
  answer: (request: ReceivedRequest) => Reply | Promise<Reply>,
): Promise<TestServer> {
  const received: ReceivedRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const request = { ...head(incoming, origin), body: await bodyOf(incoming) };
    received.push(request);
    const { status = 200, headers = {}, body = '' } = await answer(request);
    outgoing.writeHead(status, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    received,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function head({ method = '', url = '', rawHeaders }: IncomingMessage, origin: string) {
  const headers: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return { method, url: url.startsWith('/') ? origin + url : url, headers };
}

async function bodyOf(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}
