import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidateUrls, defaultPublicUrls, PublicUrlError, parsePublicUrl } from './public-url.ts';

const bases: readonly [text: string, base: string, host: string][] = [
  ['https://pay.example.com', 'https://pay.example.com', 'pay.example.com'],
  ['https://pay.example.com/', 'https://pay.example.com', 'pay.example.com'],
  ['HTTPS://Pay.Example.com:443', 'https://pay.example.com', 'pay.example.com'],
  ['https://pay.example.com:8443/gateway/', 'https://pay.example.com:8443/gateway', 'pay.example.com:8443'],
  ['http://[::1]:8080', 'http://[::1]:8080', '[::1]:8080'],
];

for (const [text, base, host] of bases) {
  test(`${text} is the base ${base}`, () => assert.deepEqual(parsePublicUrl(text), { base, host }));
}

const badUrls = [
  'pay.example.com',
  '/v2',
  'ftp://pay.example.com',
  'https://pay.example.com?x=1',
  'https://pay.example.com/#x',
];

for (const text of badUrls) {
  test(`${text} is no public url`, () => {
    assert.throws(
      () => parsePublicUrl(text),
      (error) => error instanceof PublicUrlError && error.text === text,
    );
  });
}

test('a password in a public url is refused and not repeated', () => {
  assert.throws(
    () => parsePublicUrl('https://user:hunter2@pay.example.com'),
    (error) => error instanceof PublicUrlError && !error.message.includes('hunter2'),
  );
});

const publicUrls = ['https://pay.example.com', 'https://sandbox.example.com/gateway'].map(parsePublicUrl);
const FIRST = 'https://pay.example.com/v2/invoices?a=%20';
const SECOND = 'https://sandbox.example.com/gateway/v2/invoices?a=%20';

const hosts: readonly [host: string | undefined, candidates: readonly string[]][] = [
  ['pay.example.com', [FIRST, SECOND]],
  ['sandbox.example.com', [SECOND, FIRST]],
  ['SANDBOX.example.com:443', [SECOND, FIRST]],
  ['evil.example.com', [FIRST, SECOND]],
  ['sandbox.example.com:8443', [FIRST, SECOND]],
  [undefined, [FIRST, SECOND]],
];

for (const [host, candidates] of hosts) {
  test(`Host ${host} orders the candidates and makes none`, () => {
    assert.deepEqual(candidateUrls(publicUrls, '/v2/invoices?a=%20', host), candidates);
  });
}

test('of a target in absolute form only path and query are used', () => {
  const [first] = candidateUrls(publicUrls, 'http://evil.example.com/v2/invoices?a=%20', 'pay.example.com');
  assert.equal(first, FIRST);
});

test('on the loopback interface every name of the machine’s own is a default', () => {
  const bases = defaultPublicUrls('http://127.0.0.1:8080').map(({ base }) => base);
  assert.deepEqual(bases, ['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080']);
});

test('listening on another address, that address is the only default', () => {
  const bases = defaultPublicUrls('http://192.0.2.7:8080').map(({ base }) => base);
  assert.deepEqual(bases, ['http://192.0.2.7:8080']);
});

test('listening on every address, the loopback names are defaults too', () => {
  const bases = defaultPublicUrls('http://[::]:8080').map(({ base }) => base);
  assert.ok(bases.includes('http://localhost:8080'));
});
