/** Signed messages changed, put on the wire as they are, and written down. */
import type { Header, Message } from '@countersign/signing';
import { requestBytes } from './raw-http.ts';

/** The message with a header changed, or left out. */
export function withHeader(message: Message, name: string, value: string | undefined): Message {
  const headers = message.headers.flatMap(([each, before]): Header[] => {
    if (each !== name) return [[each, before]];
    return value === undefined ? [] : [[each, value]];
  });
  return { ...message, headers };
}

/** A header sent again, as an HTTP library would not. */
export function withHeaderTwice(message: Message, name: string): Message {
  const again = message.headers.filter(([each]) => each === name);
  return { ...message, headers: [...message.headers, ...again] };
}

/** The bytes of a request that ends its connection. */
export function rawRequest({ method, url, headers, body }: Message): Uint8Array {
  const lines = [
    `${method} ${url} HTTP/1.1`,
    'Host: x',
    'Connection: close',
    `Content-Length: ${body.length}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return requestBytes(lines, body);
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Request and answer as on the wire, with the answer's headers that are named. */
export function transcript(sent: Message, answer: Answer, headerNames: readonly string[]): string {
  const received = headerNames.filter((name) => answer.headers.has(name));
  const lines = [
    `${sent.method} ${sent.url}`,
    ...sent.headers.map(([name, value]) => `${name}: ${value}`),
    '',
    Buffer.from(sent.body).toString('utf8'),
    '',
    `HTTP ${answer.status}`,
    ...received.map((name) => `${name}: ${answer.headers.get(name)}`),
    '',
    answer.text,
    '',
  ];
  return lines.join('\n');
}
