import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { openMasterKeys } from './master-key.ts';
import { createSealer, openJson, type SealingContext, SealingError, sealJson } from './sealing.ts';

const environment = testEnvironment();
const base64Key = () => Buffer.from(environment.randomBytes(32)).toString('base64');
const keys = (current: string, previous?: string) =>
  openMasterKeys(environment, {
    variables: { COUNTERSIGN_MASTER_KEY: current, COUNTERSIGN_MASTER_KEY_PREVIOUS: previous },
    folder: '/nonexistent',
  });

const masterKey = base64Key();
const sealer = createSealer(environment, keys(masterKey));
const context: SealingContext = { merchantId: 'm-1', recordId: 'c-1', purpose: 'credential secrets' };
const secret = Buffer.from('my secret key');

const refusal = (code: string) => (error: unknown) => error instanceof SealingError && error.code === code;

describe('a sealed value', () => {
  it('opens to what was sealed, whatever it was', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (plaintext) => {
        assert.deepEqual(new Uint8Array(sealer.open(sealer.seal(plaintext, context), context)), plaintext);
      }),
    );
  });

  it('never looks the same twice', () => {
    assert.notDeepEqual(sealer.seal(secret, context), sealer.seal(secret, context));
  });

  it('does not contain the plaintext', () => {
    assert.equal(Buffer.from(sealer.seal(secret, context)).includes(secret), false);
  });

  const others: readonly (readonly [string, SealingContext])[] = [
    ['merchant', { ...context, merchantId: 'm-2' }],
    ['record', { ...context, recordId: 'c-2' }],
    ['purpose', { ...context, purpose: 'payout beneficiary' }],
  ];
  for (const [name, other] of others) {
    it(`does not open for another ${name}`, () => {
      const sealed = sealer.seal(secret, context);
      assert.throws(() => sealer.open(sealed, other), refusal('not_authentic'));
    });
  }

  it('does not open where the parts of its context are divided in another way', () => {
    const sealed = sealer.seal(secret, { merchantId: 'a', recordId: '","b', purpose: 'c' });
    const divided = { merchantId: 'a","', recordId: 'b', purpose: 'c' };
    assert.throws(() => sealer.open(sealed, divided), refusal('not_authentic'));
  });

  it('does not open once any byte of it has changed', () => {
    const sealed = sealer.seal(secret, context);
    for (const position of sealed.keys()) {
      const altered = Uint8Array.from(sealed);
      altered[position] = (altered[position] ?? 0) ^ 1;
      assert.throws(() => sealer.open(altered, context), SealingError, `byte ${position}`);
    }
  });

  it('is told from bytes that are none, however short', () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.of(1),
      Buffer.from('not sealed at all, but long enough to be'),
    ]) {
      assert.throws(() => sealer.open(bytes, context), refusal('malformed'));
    }
  });

  it('carries JSON', () => {
    const form = { name: 'Budi', documents: [{ type: 'passport' }] };
    assert.deepEqual(openJson(sealer, sealJson(sealer, form, context), context), form);
  });
});

describe('a rotated master key', () => {
  const rotated = createSealer(environment, keys(base64Key(), masterKey));

  it('opens what was sealed under the previous one', () => {
    assert.deepEqual(Buffer.from(rotated.open(sealer.seal(secret, context), context)), secret);
  });

  it('seals under the new one', () => {
    const sealed = rotated.seal(secret, context);
    assert.throws(() => sealer.open(sealed, context), refusal('unknown_master_key'));
  });

  it('is asked for by name where it is missing', () => {
    const sealed = sealer.seal(secret, context);
    const id = Buffer.from(sealed).toString('hex', 1, 5);
    const withoutPrevious = createSealer(environment, keys(base64Key()));
    assert.throws(() => withoutPrevious.open(sealed, context), {
      message: `the store is sealed under another master key (${id}) than the one given: give that one, as COUNTERSIGN_MASTER_KEY or master.key in the data folder; to change keys, set COUNTERSIGN_MASTER_KEY_PREVIOUS to it`,
    });
  });
});

it('master keys do not show when they are printed', () => {
  assert.equal(inspect(keys(masterKey), { depth: 9 }).includes(masterKey), false);
  assert.equal(JSON.stringify(keys(masterKey)).includes(masterKey), false);
});
