import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { format, inspect } from 'node:util';
import { secretFields } from './secret-fields.ts';

describe('secret fields', () => {
  const credential = { id: '1', fields: secretFields({ apiKey: 'key', secretKey: 'very secret' }) };

  it('are read one by one', () => assert.equal(credential.fields.secretKey, 'very secret'));

  const printers = [
    ['JSON', JSON.stringify],
    ['inspect', (value: unknown) => inspect(value, { depth: 9, showHidden: true })],
    ['format', (value: unknown) => format('%o %j %s', value, value, value)],
    ['text', (value: unknown) => `${value}`],
  ] as const;
  for (const [name, print] of printers) {
    it(`do not show as ${name}`, () => {
      for (const value of [credential, credential.fields]) {
        assert.equal(print(value).includes('very secret'), false, print(value));
      }
    });
  }

  it('cannot be changed', () => assert.ok(Object.isFrozen(credential.fields)));
});
