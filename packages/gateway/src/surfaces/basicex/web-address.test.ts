import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isCallbackAddress, isWebAddress, URL_PATTERN } from './web-address.ts';

describe('where webhooks can be sent', () => {
  const sandbox = { loopbackAllowed: true };
  const live = { loopbackAllowed: false };
  const CASES: readonly [url: string, live: boolean, sandbox: boolean][] = [
    ['https://shop.example/notify', true, true],
    ['https://shop.example', true, true],
    ['https://shop.example:8443/a?b=c', true, true],
    ['http://shop.example/notify', false, false],
    ['http://127.0.0.1:9000/notify', false, true],
    ['http://localhost/notify', false, true],
    ['http://[::1]:9000/notify', false, true],
    ['http://127.0.0.1.example/notify', false, false],
    ['http://localhost@shop.example/', false, false],
    ['https://user:password@shop.example/', false, false],
    ['ftp://shop.example/', false, false],
    ['shop.example/notify', false, false],
    ['/notify', false, false],
    ['https://', false, false],
    ['', false, false],
  ];
  for (const [url, expectedLive, expectedSandbox] of CASES) {
    it(`${url || 'nothing'}: ${expectedLive ? 'always' : expectedSandbox ? 'in the sandbox' : 'never'}`, () => {
      assert.equal(isCallbackAddress(url, live), expectedLive);
      assert.equal(isCallbackAddress(url, sandbox), expectedSandbox);
    });
  }
});

it('sends payers to http and https only', () => {
  assert.equal(isWebAddress('http://shop.example/thanks'), true);
  assert.equal(isWebAddress('https://shop.example/thanks'), true);
  assert.equal(isWebAddress('javascript:alert(1)'), false);
  assert.equal(isWebAddress('https://user@shop.example/'), false);
});

it('takes only urls that a webhook can be signed over', () => {
  const pattern = new RegExp(URL_PATTERN, 'u');
  assert.match("https://shop.example/~a/b%20c;d=[1]?e=f&g='h'#(i)*", pattern);
  for (const illegal of [
    'https://shop.example/ä',
    'https://shop.example/{"a":1}',
    'https://shop.example/a b',
    ' https://a.b',
    'https://a.b\n',
  ]) {
    assert.doesNotMatch(illegal, pattern);
  }
});
