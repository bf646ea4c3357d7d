import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  AddressEntryError,
  canonicalAddress,
  isAllowed,
  parseAddressRange,
  parseAllowlist,
} from './allowlist.ts';

const matches: readonly [range: string, address: string, isIn: boolean][] = [
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7', '192.0.2.8', false],
  ['192.0.2.0/24', '192.0.2.255', true],
  ['192.0.2.0/24', '192.0.3.0', false],
  ['192.0.2.77/24', '192.0.2.1', true],
  ['192.0.2.7/32', '192.0.2.7', true],
  ['0.0.0.0/0', '203.0.113.9', true],
  ['2001:db8::1', '2001:db8:0:0:0:0:0:1', true],
  ['2001:db8::1', '2001:DB8::1', true],
  ['2001:db8::1', '2001:db8::2', false],
  ['2001:db8::/32', '2001:db8:ffff::1', true],
  ['2001:db8::/32', '2001:db9::1', false],
  ['2001:db8::/33', '2001:db8:8000::', false],
  // A mapped address is the IPv4 address that it maps, in the list and on the wire.
  ['192.0.2.7', '::ffff:192.0.2.7', true],
  ['192.0.2.0/24', '::ffff:c000:207', true],
  ['::ffff:192.0.2.7', '192.0.2.7', true],
  ['::ffff:192.0.2.0/120', '192.0.2.200', true],
  ['::ffff:192.0.2.0/120', '192.0.3.0', false],
  // The two families are two: not even a block of everything spans both.
  ['0.0.0.0/0', '2001:db8::1', false],
  ['::/0', '192.0.2.7', false],
  ['::/0', '2001:db8::1', true],
  // A link-local sender is told with its zone.
  ['fe80::/10', 'fe80::1%eth0', true],
  ['192.0.2.0/24', 'unknown', false],
  ['192.0.2.0/24', '', false],
];

for (const [range, address, isIn] of matches) {
  test(`${range} ${isIn ? 'holds' : 'does not hold'} '${address}'`, () => {
    assert.equal(parseAddressRange(range).contains(address), isIn);
  });
}

test('a list is separated by commas, with or without spaces, as UPay’s back office takes it', () => {
  const entries = parseAllowlist('127.0.0.1, 127.0.0.2,2001:db8::/32 ,');
  assert.deepEqual(
    entries.map(({ text }) => text),
    ['127.0.0.1', '127.0.0.2', '2001:db8::/32'],
  );
  assert.deepEqual(parseAllowlist(' '), []);
});

const badEntries = [
  'example.com',
  '192.0.2',
  '192.0.2.256',
  '192.0.2.07',
  '0x7f.0.0.1',
  '192.0.2.0/33',
  '192.0.2.0/-1',
  '192.0.2.0/',
  '192.0.2.0/08',
  '192.0.2.0/24/24',
  '192.0.2.0/255.255.255.0',
  '2001:db8::/129',
  '2001:db8',
  'fe80::1%eth0',
  '[2001:db8::1]',
  '192.0.2.7:80',
  '192.0.2.*',
];

for (const entry of badEntries) {
  test(`the entry '${entry}' is refused by name`, () => {
    assert.throws(
      () => parseAllowlist(`127.0.0.1, ${entry}`),
      (error) => error instanceof AddressEntryError && error.entry === entry && error.message.includes(entry),
    );
  });
}

test('an empty list lets everybody in, any other only its own', () => {
  assert.equal(isAllowed([], '203.0.113.9'), true);
  assert.equal(isAllowed(['192.0.2.7', '198.51.100.0/24'], '198.51.100.3'), true);
  assert.equal(isAllowed(['192.0.2.7', '198.51.100.0/24'], '203.0.113.9'), false);
});

test('a list that cannot be read lets nobody in', () => {
  assert.throws(() => isAllowed(['nonsense'], '192.0.2.7'), AddressEntryError);
});

const spellings: readonly [text: string, canonical: string | undefined][] = [
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['localhost', undefined],
];

for (const [text, canonical] of spellings) {
  test(`'${text}' is spelled ${canonical}`, () => assert.equal(canonicalAddress(text), canonical));
}

test('a block holds exactly the addresses that share its leading bits', () => {
  const address = fc.integer({ min: 0, max: 0xffff_ffff });
  fc.assert(
    fc.property(address, address, fc.integer({ min: 0, max: 32 }), (block, other, bits) => {
      const shared = bits === 0 ? true : block >>> (32 - bits) === other >>> (32 - bits);
      assert.equal(parseAddressRange(`${dotted(block)}/${bits}`).contains(dotted(other)), shared);
    }),
  );
});

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}
