import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JsonSyntaxError, parseJson } from './json.ts';

function syntaxErrorOf(text: string): JsonSyntaxError | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof JsonSyntaxError, String(error));
    return error;
  }
}

describe('parseJson says what is wrong, and where', () => {
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

describe('parseJson refuses a key twice in one object', () => {
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
