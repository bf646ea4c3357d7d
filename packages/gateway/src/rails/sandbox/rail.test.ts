import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assets, type NetworkId, requireAsset } from '../../money/index.ts';
import { isValidAddress } from '../addresses/address.ts';
import {
  type AddressKind,
  type PaymentAddressRequest,
  type PaymentSubject,
  RailError,
  type RailErrorCode,
} from '../rail.ts';
import { sandboxRail } from './rail.ts';

const seed = new Uint8Array(32).fill(1);
const rail = sandboxRail({ seed });

/** Every way in which a coin of the registry can be paid. */
const ways = assets.flatMap((asset) =>
  (asset.kind === 'coin' ? asset.networks : []).flatMap(({ network }) => {
    const kinds: AddressKind[] = network === 'blackhat' ? ['transparent', 'shielded'] : ['transparent'];
    return kinds.map((kind) => ({ asset, network, kind }));
  }),
);
const anyPayment = fc
  .record({ way: fc.constantFrom(...ways), id: fc.uuid() })
  .map(({ way, id }) => ({ ...way, subject: subjectOf(id) }));

function subjectOf(id: string): PaymentSubject {
  return { merchantId: 'merchant', dialect: 'easylink', kind: 'invoice', id };
}

const FORMS: Record<NetworkId, Record<AddressKind, RegExp>> = {
  tron: { transparent: /^T[1-9A-HJ-NP-Za-km-z]{33}$/, shielded: /never/ },
  ethereum: { transparent: /^0x[0-9a-fA-F]{40}$/, shielded: /never/ },
  polygon: { transparent: /^0x[0-9a-fA-F]{40}$/, shielded: /never/ },
  bsc: { transparent: /^0x[0-9a-fA-F]{40}$/, shielded: /never/ },
  bitcoin: { transparent: /^bc1q[0-9a-z]{38}$/, shielded: /never/ },
  blackhat: { transparent: /^B[1-9A-HJ-NP-Za-km-z]{33}$/, shielded: /^ps1[0-9a-z]{75}$/ },
};

function railError(code: RailErrorCode) {
  return (error: unknown) => error instanceof RailError && error.code === code;
}

function payment(change: Partial<PaymentAddressRequest>): PaymentAddressRequest {
  const usual = { subject: subjectOf('payment'), asset: requireAsset('USDT') };
  return { ...usual, network: 'tron', ...change };
}

describe('the sandbox rail', () => {
  it('announces an address with the form and checksum of the network it imitates', async () => {
    await fc.assert(
      fc.asyncProperty(anyPayment, async (request) => {
        const { network, kind, address } = await rail.paymentAddress(request);
        assert.deepEqual({ network, kind }, { network: request.network, kind: request.kind });
        assert.match(address, FORMS[network][kind]);
        assert.ok(isValidAddress(network, address), address);
      }),
    );
  });

  it('announces the same address whenever it is asked for the same payment', async () => {
    await fc.assert(
      fc.asyncProperty(anyPayment, async (request) => {
        const again = await sandboxRail({ seed }).paymentAddress(request);
        assert.deepEqual(await rail.paymentAddress(request), again);
      }),
    );
  });

  it('keeps to these addresses, so that a stored payment can still be paid after an upgrade', async () => {
    const usdt = requireAsset('USDT');
    const blkc = requireAsset('BLKC');
    // Computed apart from this code, with an HKDF, Base58Check and Bech32 written in Python.
    const announced: [Partial<PaymentAddressRequest>, string][] = [
      [{ asset: usdt, network: 'tron' }, 'TK1r4wnab4Zq9tQX22WQu6PAou3fyMAexu'],
      [{ asset: usdt, network: 'ethereum' }, '0xaF272af14fA4D7b5476D3c13EeBcBF1b2351383E'],
      [{ asset: usdt, network: 'polygon' }, '0x7269C5d1107731f1dC05a9CAcA4cf2E531D046B0'],
      [{ asset: usdt, network: 'bsc' }, '0xD807CC8362B4884534d6227ee45177F5222b481C'],
      [{ asset: requireAsset('BTC'), network: 'bitcoin' }, 'bc1qkzdpu7phh3l6wqegguz8fas3qrumgur2xvy6kc'],
      [{ asset: blkc, network: 'blackhat' }, 'BN8pMn4EM4meKsPDtiJ9EJ4t4qEd3uxJDy'],
      [
        { asset: blkc, network: 'blackhat', kind: 'shielded' },
        'ps18adk4vjhknqa9yhdetate5q6eq36jgl0nw66yplyvrhx5vfhzdylew9403z42m34nwqwq8q7nv3',
      ],
    ];
    for (const [change, expected] of announced) {
      assert.equal((await rail.paymentAddress(payment(change))).address, expected);
    }
  });

  it('never announces one address for two payments, networks, kinds or seeds', async () => {
    const otherRail = sandboxRail({ seed: new Uint8Array(32).fill(2) });
    const blkc = requireAsset('BLKC');
    const announcements = await Promise.all([
      rail.paymentAddress(payment({})),
      rail.paymentAddress(payment({ subject: subjectOf('payment2') })),
      otherRail.paymentAddress(payment({})),
      rail.paymentAddress(payment({ network: 'ethereum' })),
      rail.paymentAddress(payment({ network: 'polygon' })),
      rail.paymentAddress(payment({ network: 'bsc' })),
      rail.paymentAddress(payment({ asset: blkc, network: 'blackhat' })),
      rail.paymentAddress(payment({ asset: blkc, network: 'blackhat', kind: 'shielded' })),
    ]);
    assert.equal(new Set(announcements.map(({ address }) => address)).size, announcements.length);
  });

  it('announces a transparent address if no kind is asked for', async () => {
    const { kind } = await rail.paymentAddress(payment({ asset: requireAsset('BLKC'), network: 'blackhat' }));
    assert.equal(kind, 'transparent');
  });

  it('refuses an asset where it does not live, and a kind of address that the network lacks', async () => {
    const refusals: [Partial<PaymentAddressRequest>, RailErrorCode][] = [
      [{ asset: requireAsset('BTC'), network: 'tron' }, 'asset_not_on_network'],
      [{ asset: requireAsset('USD'), network: 'tron' }, 'asset_not_on_network'],
      [{ asset: requireAsset('BCNY'), network: 'ethereum' }, 'asset_not_on_network'],
      [{ kind: 'shielded' }, 'kind_not_on_network'],
    ];
    for (const [change, code] of refusals) {
      await assert.rejects(rail.paymentAddress(payment(change)), railError(code));
    }
  });

  it('announces accounts of sixteen digits, the same for the same payment and no other', async () => {
    const asked = { asset: requireAsset('IDR'), accountName: 'Shop' };
    const one = await rail.paymentAccount({ ...asked, subject: subjectOf('1') });
    // Computed apart from this code, in Python.
    assert.deepEqual(one, { bank: 'SANDBOX', accountNumber: '2864914921465237', accountName: 'Shop' });
    const others = await Promise.all([
      rail.paymentAccount({ ...asked, subject: subjectOf('2') }),
      rail.paymentAccount({ ...asked, subject: subjectOf('1'), bank: 'BCA' }),
      sandboxRail({ seed: new Uint8Array(32) }).paymentAccount({ ...asked, subject: subjectOf('1') }),
    ]);
    assert.equal(new Set([one, ...others].map(({ accountNumber }) => accountNumber)).size, 4);
    for (const { accountNumber } of others) assert.match(accountNumber, /^\d{16}$/u);
    assert.deepEqual(await rail.paymentAccount({ ...asked, subject: subjectOf('1') }), one);
    assert.equal(others[1]?.bank, 'BCA');
  });

  it('refuses a bank account for a coin', async () => {
    const asked = { subject: subjectOf('1'), asset: requireAsset('USDT'), accountName: 'Shop' };
    await assert.rejects(rail.paymentAccount(asked), railError('asset_not_banked'));
  });

  it('refuses a seed that could be guessed, and does not follow later changes to its bytes', async () => {
    assert.throws(() => sandboxRail({ seed: new Uint8Array(31) }), RangeError);
    const changing = Uint8Array.from(seed);
    const early = sandboxRail({ seed: changing });
    changing.fill(9);
    assert.deepEqual(await early.paymentAddress(payment({})), await rail.paymentAddress(payment({})));
  });
});
