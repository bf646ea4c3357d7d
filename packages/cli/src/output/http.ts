import { type Message, splitUrl } from '@countersign/signing';

/** A signed message as it stands on the wire (RFC 9112), ready for a socket, a file, or `countersign verify --http`. */
export function httpText(
  { method, url, headers, body }: Message,
  options: { readonly isAnswer: boolean },
): Buffer {
  const { origin, path, query } = splitUrl(url);
  const target = query === undefined ? path : `${path}?${query}`;
  const host = origin.slice(origin.indexOf('://') + 3);
  const has = (name: string) => headers.some(([each]) => each.toLowerCase() === name);
  const lines = [
    options.isAnswer ? 'HTTP/1.1 200 OK' : `${method} ${target} HTTP/1.1`,
    ...(options.isAnswer || has('host') ? [] : [`Host: ${host}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body.length === 0 || has('content-length') ? [] : [`Content-Length: ${body.length}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8'), body]);
}
