import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type JsonNode, JsonSyntaxError, parseJson } from './json.ts';

/** What JSON.parse would give: the reference to compare with. */
function plainValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ key, value }) => [key, plainValue(value)]));
    case 'array':
      return node.items.map(plainValue);
    case 'number':
      return Number(node.source);
    case 'null':
      return null;
    default:
      return node.value;
  }
}

function syntaxErrorOf(text: string): JsonSyntaxError | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof JsonSyntaxError, String(error));
    return error;
  }
}

function nativeAccepts(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON as people write it: whitespace between tokens, escapes where none are needed, numbers in any spelling. */
const looseJson = fc
  .tuple(fc.json({ stringUnit: 'binary' }), fc.constantFrom(undefined, ' ', '\t', 2))
  .map(([text, indent]) => JSON.stringify(JSON.parse(text), null, indent).replaceAll('/', '\\/'));

const grammar = fc.string({
  unit: fc.constantFrom(...'{}[]:,"\\/u0123-+.eE\ntrufalsn x\u00e9'),
  maxLength: 12,
});

const mutatedJson = fc
  .tuple(looseJson, fc.nat(), fc.nat({ max: 3 }), grammar)
  .map(([text, at, removed, added]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + added + text.slice(start + removed);
  });

describe('parseJson', () => {
  describe('keeps a number as it was written', () => {
    const numbers = [
      '0',
      '-0',
      '20.00',
      '100.0',
      '1e6',
      '1E+6',
      '-1.5e-10',
      '0.10',
      '9007199254740993',
      '1e400',
    ];
    for (const number of numbers) {
      test(number, () => {
        assert.deepEqual(parseJson(number), { kind: 'number', source: number });
        assert.deepEqual(parseJson(` [${number} ]`), {
          kind: 'array',
          items: [{ kind: 'number', source: number }],
          source: `[${number} ]`,
        });
      });
    }
  });

  describe('gives a string as it reads and as it was written', () => {
    const strings = [
      ['""', ''],
      ['"one two"', 'one two'],
      ['"caf\\u00e9 \\/ \\"\\\\\\b\\f\\n\\r\\t"', 'café / "\\\b\f\n\r\t'],
      ['"\\ud83d\\ude00"', '😀'],
      ['"\\uD800"', '\ud800'],
      ['"\u007f\u2028\ufeff"', '\u007f\u2028\ufeff'],
      ['"\\\\"', '\\'],
    ] as const;
    for (const [literal, value] of strings) {
      test(literal, () => {
        const text = `{${literal}: [1, ${literal}]}`;
        const object = parseJson(text);
        assert.ok(object.kind === 'object');
        const [member] = object.members;
        assert.deepEqual([member?.key, member?.keySource], [value, literal]);
        const list = member?.value;
        assert.ok(list?.kind === 'array' && list.items[1]?.kind === 'string');
        assert.deepEqual([list.items[1].value, list.items[1].source], [value, literal]);
        assert.deepEqual([object.source, list.source], [text, `[1, ${literal}]`]);
      });
    }
  });

  test('keeps members in the order in which they were written, whatever their keys', () => {
    const node = parseJson('{"b":1,"2":2,"__proto__":3,"1":4,"a":5}');
    assert.ok(node.kind === 'object');
    assert.deepEqual(
      node.members.map(({ key }) => key),
      ['b', '2', '__proto__', '1', 'a'],
    );
  });

  test('nests 64 levels deep and no deeper', () => {
    const nested = (depth: number) => ['[{"a":'.repeat(depth / 2), '}]'.repeat(depth / 2)].join('1');
    assert.equal(syntaxErrorOf(nested(64)), undefined);
    assert.equal(syntaxErrorOf(nested(66))?.reason, 'nested more than 64 levels deep');
    assert.equal(syntaxErrorOf('['.repeat(1_000_000))?.position, 64);
  });

  test('reads a hundred thousand keys: comparing each with all the others would take minutes', () => {
    const text = `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`).join(',')}}`;
    const node = parseJson(text);
    assert.equal(node.kind === 'object' && node.members.length, 100_000);
  });

  test('reads every JSON text as JSON.parse does', () => {
    fc.assert(
      fc.property(looseJson, (text) => {
        assert.deepEqual(plainValue(parseJson(text)), JSON.parse(text));
      }),
    );
  });

  test('accepts of damaged texts what JSON.parse accepts, less repeated keys', () => {
    const property = fc.property(fc.oneof(mutatedJson, grammar), (text) => {
      const error = syntaxErrorOf(text);
      // What follows the second key has not been read.
      if (error?.reason.endsWith('appears twice in one object')) return;
      assert.equal(error === undefined, nativeAccepts(text), error?.message);
      if (error === undefined) assert.deepEqual(plainValue(parseJson(text)), JSON.parse(text));
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  test('throws nothing but JsonSyntaxError, whatever the text', () => {
    const codeUnits = fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(codeUnits, (text) => {
        const inString = `"${text}"`;
        assert.equal(syntaxErrorOf(inString) === undefined, nativeAccepts(inString));
        assert.equal(syntaxErrorOf(text) === undefined, nativeAccepts(text));
      }),
    );
  });
});
