import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  decodeBase64,
  decodeHex,
  decodeUtf8,
  encodeBase64,
  encodeHex,
  looksLikeBase64Url,
} from './encoding.ts';

const bytes = fc.uint8Array({ maxLength: 100 });
/** Any UTF-16 code units: well-formed text, and text with lone surrogates. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

describe('decodeHex', () => {
  const cases = [
    ['lower case', '00ff10', 3, [0, 255, 16]],
    ['upper case', '00FF10', 3, [0, 255, 16]],
    ['both', '00fF10', 3, [0, 255, 16]],
    ['nothing', '', 0, []],
    ['too short', '00ff', 3, undefined],
    ['too long', '00ff1000', 3, undefined],
    ['an odd digit', '00ff1', 3, undefined],
    ['not hex', '00fg10', 3, undefined],
    ['a prefix', '0xff10', 3, undefined],
    ['a space', '00ff 1', 3, undefined],
    ['a final line feed', '00ff1\n', 3, undefined],
    ['full-width digits', '００ff10', 3, undefined],
    ['a character whose low byte is a digit', '\u0130\u013000ff', 3, undefined],
  ] as const;
  for (const [title, text, sizeBytes, expected] of cases) {
    test(title, () => assert.deepEqual(listOf(decodeHex(text, sizeBytes)), expected));
  }

  test('reads what encodeHex writes, in either case', () => {
    fc.assert(
      fc.property(bytes, (each) => {
        const text = encodeHex(each);
        assert.match(text, /^[0-9a-f]*$/);
        assert.deepEqual(listOf(decodeHex(text, each.length)), [...each]);
        assert.deepEqual(listOf(decodeHex(text.toUpperCase(), each.length)), [...each]);
      }),
    );
  });

  test('accepts nothing else', () => {
    const almostHex = fc.string({
      unit: fc.constantFrom(...'0123456789abcdefABCDEFg -\u0131'),
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.oneof(anyText, almostHex), (text) => {
        const decoded = decodeHex(text, Math.floor(text.length / 2));
        assert.equal(decoded !== undefined, /^([0-9a-fA-F]{2})*$/.test(text));
      }),
    );
  });
});

describe('decodeBase64', () => {
  const cases = [
    ['no padding needed', 'AP8Q', [0, 255, 16]],
    ['one =', 'AP8=', [0, 255]],
    ['two =', 'AA==', [0]],
    ['the whole alphabet', '+/+/', [251, 255, 191]],
    ['nothing', '', []],
    ['URL-safe', '-_-_', undefined],
    ['padding missing', 'AP8', undefined],
    ['padding in part', 'AA=', undefined],
    ['padding alone', '====', undefined],
    ['padding too much', 'AP8Q====', undefined],
    ['padding in the middle', 'AA==AP8Q', undefined],
    ['unused bits set, one =', 'AP9=', undefined],
    ['unused bits set, two =', 'AB==', undefined],
    ['a final line feed', 'AP8Q\n', undefined],
    ['a line break', 'AP8Q\r\nAP8Q', undefined],
    ['a space for +', ' /+/', undefined],
    ['full-width letters', 'ＡP8Q', undefined],
    ['a character whose low byte is a letter', '\u0141P8Q', undefined],
  ] as const;
  for (const [title, text, expected] of cases) {
    test(title, () => assert.deepEqual(listOf(decodeBase64(text)), expected));
  }

  test('reads what encodeBase64 writes', () => {
    fc.assert(
      fc.property(bytes, (each) => assert.deepEqual(listOf(decodeBase64(encodeBase64(each))), [...each])),
    );
  });

  test('accepts nothing else', () => {
    const almostBase64 = fc.string({ unit: fc.constantFrom(...'AQgw+/-_= \n'), maxLength: 9 });
    fc.assert(
      fc.property(fc.oneof(anyText, almostBase64, fc.base64String()), (text) => {
        const decoded = decodeBase64(text);
        if (decoded !== undefined) assert.equal(encodeBase64(decoded), text);
      }),
      { numRuns: 1_000 },
    );
  });

  test('encodes and decodes a part of a larger buffer', () => {
    const part = Uint8Array.of(9, 0, 255, 9).subarray(1, 3);
    assert.deepEqual([encodeBase64(part), encodeHex(part)], ['AP8=', '00ff']);
  });
});

describe('looksLikeBase64Url', () => {
  const cases = [
    ['-_-_', true],
    ['AP8', true],
    ['-_8=', true],
    ['AP8=', false],
    ['AP8Q', false],
    ['', false],
    ['A', false],
    ['+/+', false],
    ['AP8 ', false],
    ['é', false],
  ] as const;
  for (const [text, expected] of cases) {
    test(`${JSON.stringify(text)}: ${expected}`, () => assert.equal(looksLikeBase64Url(text), expected));
  }

  test('is true of all base64url that is not base64', () => {
    fc.assert(
      fc.property(bytes, (each) => {
        const text = Buffer.from(each).toString('base64url');
        assert.equal(looksLikeBase64Url(text), text !== encodeBase64(each));
      }),
    );
  });
});

describe('decodeUtf8', () => {
  const cases = [
    ['ASCII', [0x61, 0x00, 0x7f], 'a\u0000\u007f'],
    ['two, three and four bytes', [0xc3, 0xa9, 0xe6, 0x9d, 0xb1, 0xf0, 0x9f, 0x98, 0x80], 'é東😀'],
    ['U+FFFD itself', [0xef, 0xbf, 0xbd], '\ufffd'],
    ['a byte order mark, kept', [0xef, 0xbb, 0xbf, 0x61], '\ufeffa'],
    ['nothing', [], ''],
    ['0xFF', [0x61, 0xff], undefined],
    ['Latin-1', [0x63, 0x61, 0x66, 0xe9], undefined],
    ['a character cut off', [0xe6, 0x9d], undefined],
    ['a continuation alone', [0x80], undefined],
    ['an overlong slash', [0xc0, 0xaf], undefined],
    ['a surrogate', [0xed, 0xa0, 0x80], undefined],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80], undefined],
  ] as const;
  for (const [title, each, expected] of cases) {
    test(title, () => assert.equal(decodeUtf8(Uint8Array.from(each)), expected));
  }

  test('gives back the bytes, or nothing', () => {
    const damaged = fc
      .tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(), fc.nat({ max: 255 }))
      .map(([text, at, byte]) => {
        const each = Buffer.from(text);
        each[at % each.length] = byte;
        return each;
      });
    fc.assert(
      fc.property(fc.oneof(bytes, damaged), (each) => {
        const text = decodeUtf8(each);
        if (text === undefined) assert.ok(Buffer.from(each).toString('utf8').includes('\ufffd'));
        else assert.deepEqual([...Buffer.from(text, 'utf8')], [...each]);
      }),
    );
  });
});

function listOf(decoded: Uint8Array | undefined): number[] | undefined {
  return decoded && [...decoded];
}
