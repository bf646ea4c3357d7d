import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bech32 } from '@scure/base';
import { assets, type NetworkId } from '../../money/index.ts';
import { isValidAddress } from './address.ts';
import { encodeBase58Check } from './base58check.ts';

const TWENTY_BYTES = new Uint8Array(20).fill(7);

function assertValid(network: NetworkId, addresses: readonly string[]): void {
  for (const address of addresses) assert.equal(isValidAddress(network, address), true, address);
}

function assertInvalid(network: NetworkId, addresses: Readonly<Record<string, string>>): void {
  for (const [why, address] of Object.entries(addresses)) {
    assert.equal(isValidAddress(network, address), false, `${why}: ${address}`);
  }
}

describe('an address on Ethereum, Polygon or BNB chain', () => {
  it('is valid with the checksums of EIP-55, or with none', () => {
    assertValid('ethereum', [
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
      '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
      '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
      '0x52908400098527886E0F7030069857D2E4169EE7',
      '0xde709f2102306220921060314715629080e2fb77',
    ]);
    assertValid('polygon', ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed']);
    assertValid('bsc', ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed']);
  });

  it('is refused otherwise', () => {
    assertInvalid('ethereum', {
      'one letter in the wrong case': '0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      'one digit changed': '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee',
      'one digit short': '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe',
      'no prefix': '5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      'capital prefix': '0XDE709F2102306220921060314715629080E2FB77',
      'a line break after it': '0xde709f2102306220921060314715629080e2fb77\n',
      'a Tron address': 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    });
  });
});

describe('an address on Tron', () => {
  it('is Base58Check under version 0x41', () => {
    assertValid('tron', ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t']);
  });

  it('is refused otherwise', () => {
    assertInvalid('tron', {
      'wrong checksum': 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u',
      'the same bytes as hex': '41a614f803b6fd780986a42c78ec9c7f77e6ded13c',
      'the version of a Bitcoin address': '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
      'a character that Base58 lacks': 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj60',
      nothing: '',
    });
  });
});

describe('an address on Bitcoin', () => {
  it('is Base58Check, Bech32 or Bech32m, as BIP 173 and BIP 350 give examples', () => {
    assertValid('bitcoin', [
      '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
      '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy',
      'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    ]);
  });

  it('is refused where BIP 350 says so, and where nobody would own what is sent there', () => {
    assertInvalid('bitcoin', {
      'a test network': 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx',
      'version 1 in Bech32': 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd',
      'version 0 in Bech32m': 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh',
      'a character that Bech32 lacks': 'bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4',
      'version 17': 'BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R',
      'a program of one byte': 'bc1pw5dgrnzv',
      'a program of 41 bytes': 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav',
      'version 0 with 16 bytes': 'BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P',
      'both cases': 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kV8F3T4',
      'no program at all': 'bc1gmk9yu',
      'version 16, which anyone could spend': 'BC1SW50QGDZ25J',
      'wrong checksum': '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb',
      'bits left over': bech32.encode('bc', [0, ...bech32.toWords(TWENTY_BYTES), 0]),
    });
  });
});

describe('an address on the BlackHat chain', () => {
  it('is transparent, a script’s, or shielded', () => {
    assertValid('blackhat', [
      'B4w4fExwYXJU53HimmRTBgkvPEbbXoMLdh',
      'ps1a8r8vltvmdtehlv2cmexemdpetapey6l52tqgtqd8g0xd8wz3vf7n3nk04kdk4umlk9vvasty90',
      encodeBase58Check(13, TWENTY_BYTES),
    ]);
  });

  it('is refused with a wrong checksum, or of a kind that is not for paying', () => {
    const staking = encodeBase58Check(63, TWENTY_BYTES);
    const exchange = encodeBase58Check(0x01, Uint8Array.of(0xb9, 0xa2, ...TWENTY_BYTES));
    assert.match(staking, /^S/);
    assert.match(exchange, /^EXM/);
    assertInvalid('blackhat', {
      'wrong checksum, shown as the placeholder of the wallet’s address field':
        'B7VFR83SQbiezrW72hjcWJtcfip5krte2Z',
      staking,
      exchange,
      'wrong shielded checksum':
        'ps1a8r8vltvmdtehlv2cmexemdpetapey6l52tqgtqd8g0xd8wz3vf7n3nk04kdk4umlk9vvasty9q',
      'shielded, of Zcash': bech32.encode('zs', bech32.toWords(new Uint8Array(43)), 90),
      'shielded, one byte short': bech32.encode('ps', bech32.toWords(new Uint8Array(42)), 90),
      'a payment URI': 'blkc:B4w4fExwYXJU53HimmRTBgkvPEbbXoMLdh',
    });
  });
});

describe('isValidAddress', () => {
  it('accepts the contract of every coin in the registry on its network', () => {
    const homes = assets.flatMap((asset) => (asset.kind === 'coin' ? asset.networks : []));
    const contracts = homes.filter(({ contract }) => contract !== undefined);
    assert.equal(contracts.length, 7);
    for (const { network, contract = '' } of contracts) assertValid(network, [contract]);
  });

  it('refuses a very long text without decoding it', () => {
    assertInvalid('tron', { 'a million characters': 'T'.repeat(1_000_000) });
    assertInvalid('bitcoin', { 'a million characters': 'bc1q'.repeat(250_000) });
  });
});
