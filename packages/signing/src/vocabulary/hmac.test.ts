import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { hmacBytes, hmacKey, hmacText } from './hmac.ts';
import { type Fragment, StringToSign } from './string-to-sign.ts';

const HASHES = ['sha256', 'sha512'] as const;

/** Of one to four bytes. */
const character = fc.constantFrom(...'aZ0\u0000é€😀');

function stringToSign(...values: readonly (string | Uint8Array)[]): StringToSign {
  return new StringToSign(values.map((value): Fragment => ({ part: 'part', value })));
}

describe('HMAC', () => {
  /** RFC 4231 §4, of the test cases whose key is text. */
  const known = [
    {
      title: '§4.3, a key shorter than the result',
      key: 'Jefe',
      message: 'what do ya want for nothing?',
      sha256: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      sha512:
        '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
    },
    {
      title: '§4.2, a key of control characters',
      key: '\u000b'.repeat(20),
      message: 'Hi There',
      sha256: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
      sha512:
        '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854',
    },
  ];
  for (const { title, key, message, ...expected } of known) {
    for (const hash of HASHES) {
      test(`of RFC 4231 ${title}, ${hash}`, () => {
        assert.equal(hmacText(hmacKey(hash, key), stringToSign(message), 'hex'), expected[hash]);
      });
    }
  }

  for (const hash of HASHES) {
    test(`is what node:crypto's createHmac gives, whatever the key and the parts: ${hash}`, () => {
      const secret = fc.string({ unit: character, minLength: 1, maxLength: 300 });
      const part = fc.oneof(fc.string({ unit: character }), fc.uint8Array({ maxLength: 300 }));
      fc.assert(
        fc.property(secret, fc.array(part), (key, parts) => {
          const reference = createHmac(hash, key);
          for (const each of parts) reference.update(each);
          const text = hmacText(hmacKey(hash, key), stringToSign(...parts), 'binary');
          assert.equal(text.length, hmacBytes(hash));
          assert.equal(text, reference.digest('binary'));
        }),
        { numRuns: 300 },
      );
    });

    test(`takes a key of exactly a block as it is, and hashes a longer one first: ${hash}`, () => {
      for (const length of [63, 64, 65, 127, 128, 129]) {
        const key = 'k'.repeat(length);
        const expected = createHmac(hash, key).update('message').digest('hex');
        assert.equal(hmacText(hmacKey(hash, key), stringToSign('message'), 'hex'), expected);
      }
    });
  }
});
