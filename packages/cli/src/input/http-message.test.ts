import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type HttpMessage, parseHttpMessage } from './http-message.ts';

const request = { method: 'POST', target: '/v2/invoices?a=1' };
const parse = (text: string | Buffer) => parseHttpMessage(Buffer.from(text as string), '--http');

describe('a raw HTTP message', () => {
  const messages: readonly [
    string,
    string | Buffer,
    Omit<HttpMessage, 'body'> & { readonly body: string | Buffer },
  ][] = [
    [
      'with CRLF',
      'POST /v2/invoices?a=1 HTTP/1.1\r\nHost: h\r\nX-Api-Key:  k \r\n\r\n{"a":1}\r\n',
      {
        ...request,
        headers: [
          ['Host', 'h'],
          ['X-Api-Key', 'k'],
        ],
        body: '{"a":1}\r\n',
      },
    ],
    [
      'with LF',
      'POST /v2/invoices?a=1 HTTP/1.1\nHost: h\n\n{"a":1}',
      { ...request, headers: [['Host', 'h']], body: '{"a":1}' },
    ],
    [
      'with CRLF in the body only',
      'POST /v2/invoices?a=1 HTTP/2\nHost: h\n\na\r\n\r\nb',
      { ...request, headers: [['Host', 'h']], body: 'a\r\n\r\nb' },
    ],
    [
      'with a header twice, in order',
      'POST /v2/invoices?a=1 HTTP/1.1\nX-Api-Key: one\nx-api-key: two\n\n',
      {
        ...request,
        headers: [
          ['X-Api-Key', 'one'],
          ['x-api-key', 'two'],
        ],
        body: '',
      },
    ],
    [
      'without a body',
      'GET / HTTP/1.1\r\nHost: h\r\n\r\n',
      { method: 'GET', target: '/', headers: [['Host', 'h']], body: '' },
    ],
    [
      'without the blank line either',
      'GET / HTTP/1.1\nHost: h',
      { method: 'GET', target: '/', headers: [['Host', 'h']], body: '' },
    ],
    [
      'with a body of bytes',
      Buffer.concat([
        Buffer.from('POST /v2/invoices?a=1 HTTP/1.1\r\n\r\n'),
        Buffer.from([0, 0xff, 0x0d, 0x0a, 0x80]),
      ]),
      { ...request, headers: [], body: Buffer.from([0, 0xff, 0x0d, 0x0a, 0x80]) },
    ],
    [
      'whose length leaves out the newline at the end of the file',
      'POST /v2/invoices?a=1 HTTP/1.1\nContent-Length: 2\n\n{}\n',
      { ...request, headers: [['Content-Length', '2']], body: '{}' },
    ],
    [
      'that is an answer',
      'HTTP/1.1 200 OK\r\nSIGNATURE: a=\r\n\r\n{}',
      { headers: [['SIGNATURE', 'a=']], body: '{}' },
    ],
    [
      'with an absolute url in its request line and an empty line before it',
      '\r\nGET http://h/x HTTP/1.1\r\n\r\n',
      { method: 'GET', target: 'http://h/x', headers: [], body: '' },
    ],
    [
      'with an empty header, and a colon in another',
      'GET / HTTP/1.1\nEmpty:\nTime: 12:00\n\n',
      {
        method: 'GET',
        target: '/',
        headers: [
          ['Empty', ''],
          ['Time', '12:00'],
        ],
        body: '',
      },
    ],
  ];
  for (const [title, text, expected] of messages) {
    test(title, () => {
      assert.deepEqual(parse(text), { ...expected, body: Buffer.from(expected.body as string) });
    });
  }

  const refused: readonly [string, string, RegExp][] = [
    ['nothing', '', /^--http: is empty$/u],
    ['no start line', 'X-Api-Key: k\n\n', /line 1 must be a request line/u],
    [
      'a body where a header should be',
      'POST / HTTP/1.1\nHost: h\n{"a":1}',
      /line 3 is no header; is the blank line/u,
    ],
    ['a folded header', 'POST / HTTP/1.1\nA: b\n c\n\n', /line 3 is no header/u],
    [
      'less body than its length',
      'POST / HTTP/1.1\nContent-Length: 3\n\n{}',
      /Content-Length is 3, and 2 bytes follow/u,
    ],
    ['a length that is no number', 'POST / HTTP/1.1\nContent-Length: 2, 2\n\n{}', /Content-Length is 2, 2/u],
    [
      'a body still in chunks',
      'POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n2\r\n{}\r\n0\r\n\r\n',
      /still in chunks/u,
    ],
  ];
  for (const [title, text, message] of refused) {
    test(`refused: ${title}`, () => {
      assert.throws(() => parse(text), { name: 'UsageError', message });
    });
  }
});
