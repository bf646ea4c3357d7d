import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fingerprintOf, type Parameters, readParameters } from './parameters.ts';

const PATH = '/api/v1/payout/payer/info';

function parametersOf(json: string): Parameters {
  const read = readParameters(Buffer.from(json));
  assert.ok(read.ok);
  return read.value;
}

const fingerprint = (json: string) => fingerprintOf(PATH, parametersOf(json));

describe('parameters', () => {
  it('leave out nulls and empty strings, which a good signature may not cover', () => {
    assert.deepEqual(parametersOf('{"payerNo":"2","remark":"","note":null}'), { payerNo: '2' });
  });

  it('keep numbers as they were written', () => {
    assert.deepEqual(parametersOf('{"payerNo":2103372212922290176,"amount":20.00}'), {
      payerNo: '2103372212922290176',
      amount: '20.00',
    });
  });

  it('of an empty body are none', () => {
    assert.deepEqual(parametersOf(''), {});
  });
});

describe('the fingerprint of a request', () => {
  it('does not depend on the order of names or on white space', () => {
    assert.equal(
      fingerprint('{"a":"1","b":{"x":"1","y":"2"}}'),
      fingerprint(' { "b" : {"y":"2","x":"1"}, "a":"1" }'),
    );
  });

  it('depends on the path', () => {
    assert.notEqual(fingerprintOf(PATH, {}), fingerprintOf('/api/v1/merchant/asset', {}));
  });

  it('is equal for equal parameters only', () => {
    const parameters = fc.dictionary(
      fc.string(),
      fc.oneof(fc.string({ minLength: 1 }), fc.array(fc.string())),
    );
    fc.assert(
      fc.property(parameters, parameters, (left, right) => {
        const reversed = Object.fromEntries(Object.entries(left).reverse());
        assert.equal(fingerprintOf(PATH, left), fingerprintOf(PATH, reversed));
        const isSame = JSON.stringify(ordered(left)) === JSON.stringify(ordered(right));
        assert.equal(fingerprintOf(PATH, left) === fingerprintOf(PATH, right), isSame);
      }),
    );
  });

  function ordered(parameters: object) {
    return Object.entries(parameters).sort(([left], [right]) => (left < right ? -1 : 1));
  }
});
