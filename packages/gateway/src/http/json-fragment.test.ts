import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exactNumber } from './exact-number.ts';
import { jsonFragment, jsonObject } from './json-fragment.ts';

function textOf(members: Readonly<Record<string, unknown>>): string {
  return Buffer.from(jsonObject(members).bytes).toString('utf8');
}

const NAMES = fc.stringMatching(/^[A-Za-z]{1,8}$/u);

test('an object reads as JSON.stringify writes it, whichever of its members are fragments', () => {
  const members = fc.dictionary(NAMES, fc.tuple(fc.jsonValue(), fc.boolean()));
  fc.assert(
    fc.property(members, (values) => {
      const plain = Object.fromEntries(Object.entries(values).map(([name, [value]]) => [name, value]));
      const mixed = Object.fromEntries(
        Object.entries(values).map(([name, [value, isWritten]]) => [
          name,
          isWritten ? jsonFragment(value) : value,
        ]),
      );
      assert.equal(textOf(mixed), JSON.stringify(plain));
    }),
  );
});

test('what is undefined is left out, and exact numbers stay as they are written', () => {
  assert.equal(
    textOf({ left: undefined, amount: exactNumber('0.10'), out: undefined, sign: jsonFragment('₮') }),
    '{"amount":0.10,"sign":"₮"}',
  );
});

test('an object is a fragment itself', () => {
  assert.equal(textOf({ data: jsonObject({ id: 7 }) }), '{"data":{"id":7}}');
});
