import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { JsonSyntaxError, parseJson } from './json.ts';
import { compact, compactSorted } from './json-writer.ts';

const json = fc.json({ stringUnit: 'binary' });

/** The same value with the members of every object in another order, and indented. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

describe('compactSorted', () => {
  const cases = [
    ['sorts at every level', '{"b":{"d":1,"c":2},"a":0}', '{"a":0,"b":{"c":2,"d":1}}'],
    ['sorts objects in lists, not lists', '[{"b":1,"a":2},"b","a"]', '[{"a":2,"b":1},"b","a"]'],
    ['sorts upper case first, then _, then lower case', '{"a":1,"_":2,"A":3}', '{"A":3,"_":2,"a":1}'],
    ['sorts digits as text', '{"10":1,"9":2,"1":3}', '{"1":3,"10":1,"9":2}'],
    ['sorts by code units', '{"\uff5e":1,"😀":2}', '{"😀":2,"\uff5e":1}'],
    ['keeps numbers as written', '[20.00, 1E+2, -0, 9007199254740993]', '[20.00,1E+2,-0,9007199254740993]'],
    ['writes strings as JSON.stringify does', '["caf\\u00e9\\/\\ud800\\u001F"]', '["café/\\ud800\\u001f"]'],
    ['keeps spaces in strings', ' { "a b" : " " } ', '{"a b":" "}'],
    [
      'keeps what is empty',
      '{"b":{},"a":[],"c":null,"d":true,"e":""}',
      '{"a":[],"b":{},"c":null,"d":true,"e":""}',
    ],
  ] as const;
  for (const [title, text, expected] of cases) {
    test(title, () => assert.equal(compactSorted(parseJson(text)), expected));
  }

  test("gives the nested object of UPay's published sample", () => {
    const written = `{"name":"Demo given name","countryId":12,"provinceId":475,"postalCode":"94105",
      "address":"535 Mission St, Floor 12"}`;
    assert.equal(
      compactSorted(parseJson(written)),
      '{"address":"535 Mission St, Floor 12","countryId":12,"name":"Demo given name","postalCode":"94105","provinceId":475}',
    );
  });

  test('is the same however the keys were ordered and the text laid out', () => {
    fc.assert(
      fc.property(json, (text) => {
        const other = JSON.stringify(reversed(JSON.parse(text)), null, 2);
        assert.equal(compactSorted(parseJson(other)), compactSorted(parseJson(text)));
      }),
    );
  });

  test('of its own output is its own output', () => {
    fc.assert(
      fc.property(json, (text) => {
        const once = compactSorted(parseJson(text));
        assert.equal(compactSorted(parseJson(once)), once);
        assert.deepEqual(JSON.parse(once), JSON.parse(text));
      }),
    );
  });
});

describe('compact', () => {
  const cases = [
    ['takes all four kinds of whitespace', ' {\t"a"\r\n:\n[ 1 , 2 ] } ', '{"a":[1,2]}'],
    ['leaves the inside of strings', '{ "a b" : "c  d\\n" }', '{"a b":"c  d\\n"}'],
    ['leaves the order', '{ "b": 1, "a": 2 }', '{"b":1,"a":2}'],
    ['leaves escapes, in keys too', '{ "\\u0061": "\\/ \\u00E9" }', '{"\\u0061":"\\/ \\u00E9"}'],
    ['leaves numbers', '[ 20.00, 1E+2 ]', '[20.00,1E+2]'],
  ] as const;
  for (const [title, text, expected] of cases) {
    test(title, () => assert.equal(compact(text), expected));
  }

  test('refuses what is not JSON: `1 2` must not pass for `12`', () => {
    assert.throws(() => compact('1 2'), JsonSyntaxError);
    assert.throws(() => compact(''), JsonSyntaxError);
  });

  test('undoes indentation, and nothing else', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(1, 4, '\t'), (text, indent) => {
        const written = JSON.stringify(JSON.parse(text));
        assert.equal(compact(JSON.stringify(JSON.parse(text), null, indent)), written);
        assert.equal(compact(written), written);
      }),
    );
  });
});
