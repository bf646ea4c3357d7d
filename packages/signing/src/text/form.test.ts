import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FormSyntaxError, formatForm, parseForm, parseQuery } from './form.ts';

/** Any UTF-16 code units: well-formed text, and text with lone surrogates. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units)),
);
const wellFormed = fc.string({ unit: 'binary' });
const parameters = fc.array(fc.record({ name: wellFormed, value: wellFormed }, { noNullPrototype: true }));
const formLike = fc.string({ unit: fc.constantFrom(...'&=+%0123cCaAeEfF89 é'), maxLength: 20 });

function pairs(list: readonly { readonly name: string; readonly value: string }[]): [string, string][] {
  return list.map(({ name, value }) => [name, value]);
}

describe('parseForm', () => {
  const read = [
    [
      'pairs in order',
      'b=1&a=2',
      [
        ['b', '1'],
        ['a', '2'],
      ],
    ],
    [
      'a name twice',
      'a=1&b=2&a=3',
      [
        ['a', '1'],
        ['b', '2'],
        ['a', '3'],
      ],
    ],
    ['an empty value', 'a=', [['a', '']]],
    ['a name alone', 'a', [['a', '']]],
    ['an empty name', '=1', [['', '1']]],
    ['the first = only', 'a=b=c', [['a', 'b=c']]],
    [
      'empty pairs, skipped',
      '&a=1&&b=2&',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['nothing', '', []],
    ['+ as a space, in names too', 'a+b=c+d', [['a b', 'c d']]],
    ['%2B as +', 'a=1%2B2', [['a', '1+2']]],
    ['UTF-8', 'description=Caf%C3%A9+%26+Co+%231%2B2', [['description', 'Café & Co #1+2']]],
    ['lower-case hex', 'a=%c3%a9', [['a', 'é']]],
    ['UTF-8 that is not encoded', 'a=é', [['a', 'é']]],
    ['a byte order mark, kept', 'a=%EF%BB%BFb', [['a', '\ufeffb']]],
    ['U+FFFD itself', 'a=%EF%BF%BD', [['a', '\ufffd']]],
    [
      'brackets as part of a name',
      'a[]=1&a%5B%5D=2',
      [
        ['a[]', '1'],
        ['a[]', '2'],
      ],
    ],
    ['a leading ? as part of a name', '?a=1', [['?a', '1']]],
  ] as const;
  for (const [title, text, expected] of read) {
    test(title, () => assert.deepEqual(pairs(parseForm(text)), expected));
  }

  const malformed = 'has a % that two hex digits do not follow';
  const notUtf8 = 'is not percent-encoded UTF-8';
  const surrogate = 'holds a lone surrogate, which has no UTF-8';
  const refused = [
    ['x=1&a=%', 'a', malformed],
    ['a=%4', 'a', malformed],
    ['a=%zz', 'a', malformed],
    ['a=100%&b=1', 'a', malformed],
    ['a%=1', 'a%', malformed],
    ['a=%FF', 'a', notUtf8],
    ['a=caf%E9', 'a', notUtf8],
    ['a=%C0%AF', 'a', notUtf8],
    ['a=%ED%A0%80', 'a', notUtf8],
    ['a=%E6%9D', 'a', notUtf8],
    ['%FF=1', '%FF', notUtf8],
    ['a=\ud800', 'a', surrogate],
    ['a\udc00=1', 'a\udc00', surrogate],
  ] as const;
  for (const [text, parameter, reason] of refused) {
    test(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseForm(text), new FormSyntaxError(parameter, reason));
    });
  }

  test('reads what URLSearchParams reads, or refuses where that would put U+FFFD', () => {
    fc.assert(
      fc.property(formLike, (text) => {
        const list = parseUnlessRefused(text);
        if (list !== undefined) assert.deepEqual(pairs(list), [...new URLSearchParams(text)]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('reads what formatForm writes', () => {
    fc.assert(fc.property(parameters, (list) => assert.deepEqual(parseForm(formatForm(list)), list)));
  });

  test('throws nothing but FormSyntaxError, whatever the text', () => {
    fc.assert(fc.property(anyText, (text) => void parseUnlessRefused(text)));
  });
});

function parseUnlessRefused(text: string): ReturnType<typeof parseForm> | undefined {
  try {
    return parseForm(text);
  } catch (error) {
    assert.ok(error instanceof FormSyntaxError, String(error));
    return undefined;
  }
}

describe('parseQuery', () => {
  test('takes + for a space or for itself', () => {
    assert.deepEqual(pairs(parseQuery('a+b=1+2%2B3', 'space')), [['a b', '1 2+3']]);
    assert.deepEqual(pairs(parseQuery('a+b=1+2%2B3', 'literal')), [['a+b', '1+2+3']]);
  });
});

describe('formatForm', () => {
  const written = [
    ['a space', [{ name: 'a b', value: 'c d' }], 'a+b=c+d'],
    ['an empty value', [{ name: 'a', value: '' }], 'a='],
    ['delimiters', [{ name: 'a&b', value: '1=2+3%' }], 'a%26b=1%3D2%2B3%25'],
    ['UTF-8', [{ name: 'a', value: 'é😀' }], 'a=%C3%A9%F0%9F%98%80'],
    [
      'order and repetition',
      [
        { name: 'b', value: '1' },
        { name: 'a', value: '2' },
        { name: 'b', value: '3' },
      ],
      'b=1&a=2&b=3',
    ],
    ['nothing', [], ''],
  ] as const;
  for (const [title, list, expected] of written) {
    test(title, () => assert.equal(formatForm(list), expected));
  }

  test('refuses a lone surrogate in a value or a name', () => {
    const reason = 'holds a lone surrogate, which has no UTF-8';
    assert.throws(() => formatForm([{ name: 'a', value: '\ud83d' }]), new FormSyntaxError('a', reason));
    assert.throws(() => formatForm([{ name: '\ude00', value: '' }]), new FormSyntaxError('\ude00', reason));
  });
});
