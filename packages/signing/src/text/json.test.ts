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

  describe('says what is wrong, and where', () => {
    const refused = [
      ['', 0, 'expected a value, found the end'],
      [' ', 1, 'expected a value, found the end'],
      ['1 2', 2, 'expected nothing after the value, found "2"'],
      ['NaN', 0, 'expected a value, found "N"'],
      ['-Infinity', 1, 'expected a digit, found "I"'],
      ['nul', 0, 'expected a value, found "n"'],
      ['True', 0, 'expected a value, found "T"'],
      ['/* */1', 0, 'expected a value, found "/"'],
      ['\ufeff1', 0, 'expected a value, found "\ufeff"'],
      ['\u00a01', 0, 'expected a value, found "\u00a0"'],
      ['[1,]', 3, 'expected a value, found "]"'],
      ['[1', 2, 'expected "," or "]", found the end'],
      ['[1}', 2, 'expected "," or "]", found "}"'],
      ['{"a":1,}', 7, 'expected a key in double quotes, found "}"'],
      ["{'a':1}", 1, 'expected a key in double quotes, found "\'"'],
      ['{a:1}', 1, 'expected a key in double quotes, found "a"'],
      ['{"a" 1}', 5, 'expected ":" after the key, found "1"'],
      ['{"a":}', 5, 'expected a value, found "}"'],
      ['{"a":1]', 6, 'expected "," or "}", found "]"'],
      ['007', 0, 'a number may not begin with a zero'],
      ['[-01]', 2, 'a number may not begin with a zero'],
      ['1.', 2, 'expected a digit, found the end'],
      ['.5', 0, 'expected a value, found "."'],
      ['+1', 0, 'expected a value, found "+"'],
      ['1e', 2, 'expected a digit, found the end'],
      ['1e+', 3, 'expected a digit, found the end'],
      ['0x10', 1, 'expected nothing after the value, found "x"'],
      ['"abc', 0, 'the string does not end'],
      ['["abc\\"]', 1, 'the string does not end'],
      ['["abc\\', 1, 'the string does not end'],
      ['"a\nb"', 2, 'a control character in a string must be escaped'],
      ['"a\u0000"', 2, 'a control character in a string must be escaped'],
      ['"a\u001f"', 2, 'a control character in a string must be escaped'],
      ['["\\\\\\q"]', 4, 'a backslash that begins no escape of JSON'],
      ['"ab\\u12g4"', 3, 'a backslash that begins no escape of JSON'],
      ['"\\\n"', 1, 'a backslash that begins no escape of JSON'],
    ] as const;
    for (const [text, position, reason] of refused) {
      test(JSON.stringify(text), () => {
        const error = syntaxErrorOf(text);
        assert.deepEqual([error?.position, error?.reason], [position, reason]);
        assert.equal(error?.message, `not valid JSON at position ${position}: ${reason}`);
      });
    }
  });

  describe('refuses a key twice in one object', () => {
    const many = Array.from({ length: 40 }, (_, index) => `"k${index}":${index}`).join(',');
    const refused = [
      ['as written', '{"amount":1,"amount":2}', 12, '"amount"'],
      ['written differently', '{"amount":1,"\\u0061mount":2}', 12, '"amount"'],
      ['nested', '{"a":{"b":1,"b":1}}', 12, '"b"'],
      ['the empty key', '{"":1,"":2}', 6, '""'],
      ['__proto__', '{"__proto__":1,"__proto__":2}', 15, '"__proto__"'],
      ['the 17th key like the first', `{${many.split(',').slice(0, 16)},"k0":1}`, 125, '"k0"'],
      ['the 41st key like the 17th', `{${many},"k16":1}`, 341, '"k16"'],
      [
        'a long key, shown in part',
        `{"${'x'.repeat(200)}":1,"${'x'.repeat(200)}":2}`,
        206,
        `"${'x'.repeat(80)}"`,
      ],
    ] as const;
    for (const [title, text, position, shown] of refused) {
      test(title, () => {
        const error = syntaxErrorOf(text);
        assert.deepEqual(
          [error?.position, error?.reason],
          [position, `the key ${shown} appears twice in one object`],
        );
      });
    }

    test('but not in two objects', () => {
      assert.equal(syntaxErrorOf('{"a":{"a":1},"b":[{"a":1},{"a":1}]}'), undefined);
      assert.equal(syntaxErrorOf(`[{${many}},{${many}}]`), undefined);
    });
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
