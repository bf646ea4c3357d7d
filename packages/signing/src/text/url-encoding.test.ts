import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EncodingError, type EncodingStyle, encode } from './url-encoding.ts';

const ENCODING_STYLES = [
  'php',
  'go',
  'java',
  'javascript',
  'rfc3986',
  'none',
] as const satisfies readonly EncodingStyle[];

describe('encode', () => {
  const differing = [
    ['php', '%7E+%2A%21%27%28%29'],
    ['go', '~+%2A%21%27%28%29'],
    ['java', '%7E+*%21%27%28%29'],
    ['javascript', "~+*!'()"],
    ['rfc3986', '~%20%2A%21%27%28%29'],
    ['none', "~ *!'()"],
  ] as const;
  for (const [style, expected] of differing) {
    test(`${style}: where the styles differ`, () => {
      assert.equal(encode(style, "~ *!'()"), expected);
      assert.equal([..."~ *!'()"].map((character) => encode(style, character)).join(''), expected);
    });
  }

  for (const style of ENCODING_STYLES.filter((each) => each !== 'none')) {
    test(`${style}: where they agree`, () => {
      assert.equal(encode(style, 'AZaz09-_.'), 'AZaz09-_.');
      assert.equal(encode(style, ''), '');
      assert.equal(encode(style, '/:+@#,%&='), '%2F%3A%2B%40%23%2C%25%26%3D');
      assert.equal(encode(style, 'é東😀'), '%C3%A9%E6%9D%B1%F0%9F%98%80');
      assert.equal(encode(style, '\u0000\n"<>\\^`{|}\u007f'), '%00%0A%22%3C%3E%5C%5E%60%7B%7C%7D%7F');
    });
  }

  for (const style of ENCODING_STYLES) {
    test(`${style}: refuses a lone surrogate`, () => {
      assert.throws(() => encode(style, 'a\ud800b'), EncodingError);
      assert.throws(() => encode(style, '\ude00'), EncodingError);
    });

    test(`${style}: can be decoded, whatever the value`, () => {
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), (value) => {
          const encoded = encode(style, value);
          const spaced = style === 'rfc3986' ? encoded : encoded.replaceAll('+', ' ');
          assert.equal(style === 'none' ? encoded : decodeURIComponent(spaced), value);
        }),
      );
    });
  }

  test('java: is what WHATWG URL §5.2 writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        assert.equal(`=${encode('java', value)}`, new URLSearchParams([['', value]]).toString());
      }),
    );
  });
});
