/** A client that sends exactly the bytes it is given, for requests that no HTTP library would send. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawResponse {
  readonly status: number;
  /** Names in lower case; of a header sent twice, the last value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function openSocket(origin: string): Socket {
  const { hostname, port } = new URL(origin);
  return connect(Number(port), hostname.replace(/^\[|\]$/gu, ''));
}

/** Sends bytes and reads the one response up to the end of the connection: say `Connection: close`, or send what ends it. */
export async function sendRaw(
  origin: string,
  ...bytes: readonly (string | Uint8Array)[]
): Promise<RawResponse> {
  const socket = openSocket(origin);
  for (const each of bytes) socket.write(each);
  return readToEnd(socket);
}

/** A request from its lines; the last one may be followed by a body. */
export function requestBytes(lines: readonly string[], body: string | Uint8Array = ''): Uint8Array {
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return Buffer.concat([head, typeof body === 'string' ? Buffer.from(body) : body]);
}

export async function readToEnd(socket: Socket): Promise<RawResponse> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return parseResponse(Buffer.concat(chunks).toString('utf8'));
}

function parseResponse(text: string): RawResponse {
  const [head = '', ...body] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status: Number(statusLine.split(' ')[1]), headers, body: body.join('\r\n\r\n') };
}
