import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accountEndpointName, CallbackAddressError, kindOf, originOf } from './addresses.ts';

describe('an address', () => {
  it('belongs to its server', () => {
    assert.equal(originOf('https://shop.example/a/b?c=d'), 'https://shop.example');
    assert.equal(originOf('HTTPS://Shop.Example:443/'), 'https://shop.example');
    assert.equal(originOf('http://[::1]:8080/x'), 'http://[::1]:8080');
  });

  const refused: Readonly<Record<string, RegExp>> = {
    'shop.example/callbacks': /no url/u,
    '': /no url/u,
    'ftp://shop.example/': /begins with ftp:/u,
    'javascript:alert(1)': /begins with javascript:/u,
    'https://user:password@shop.example/': /user or password/u,
    'https://shop.example/#top': /fragment/u,
    [`https://shop.example/${'x'.repeat(2_048)}`]: /longer than 2048/u,
  };
  for (const [address, why] of Object.entries(refused)) {
    it(`is refused if it is ${address.slice(0, 40) || 'empty'}`, () => {
      assert.throws(
        () => originOf(address),
        (error) => error instanceof CallbackAddressError && why.test(error.message),
      );
    });
  }

  it('of an account has a purpose that is told from a server', () => {
    assert.equal(kindOf(accountEndpointName('default')), 'account');
    assert.equal(kindOf(originOf('https://shop.example/')), 'payments');
    for (const name of ['', 'https://shop.example']) {
      assert.throws(() => accountEndpointName(name), CallbackAddressError);
    }
  });
});
