import assert from 'node:assert/strict';
import { beforeEach, it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import { type NetworkId, requireAsset } from '../money/index.ts';
import { encodeTronAddress } from '../rails/addresses/tron.ts';
import { manualRail } from '../rails/manual/rail.ts';
import { type PaymentSubject, type Rail, RailError, type RailErrorCode } from '../rails/rail.ts';
import { advance } from './advance.ts';
import type { Core } from './core.ts';
import { draftInvoice } from './invoices/draft.ts';
import { createInvoice } from './invoices/invoices.ts';
import { importAccounts, importAddresses, type PooledAddress, railPool } from './rail-pool.ts';

const USDT = requireAsset('USDT');
const BTC = requireAsset('BTC');
const IDR = requireAsset('IDR');
const HOUR_MILLISECONDS = 3_600_000;

const railError = (code: RailErrorCode) => (error: unknown) =>
  error instanceof RailError && error.code === code;

onEachEngine('the manual rail', (opened) => {
  let core: Core;
  let rail: Rail;
  let merchantId: string;
  /** Each test has addresses that no other has taken. */
  let drawn = 0;
  const evm = () => {
    drawn += 1;
    return `0x${drawn.toString(16).padStart(40, '0')}`;
  };
  const add = (addresses: readonly PooledAddress[], on = core) =>
    on.perform((transaction) => importAddresses(transaction, on, addresses));
  const subject = (id: string, kind: PaymentSubject['kind'] = 'invoice'): PaymentSubject => ({
    merchantId,
    dialect: 'd',
    kind,
    id,
  });
  const ask = async (id: string, network: NetworkId = 'ethereum', on = rail) =>
    (await on.paymentAddress({ subject: subject(id), asset: USDT, network })).address;

  beforeEach(async () => {
    core = opened().restarted();
    rail = manualRail(railPool(core));
    core = { ...core, rail };
    merchantId = await opened().newMerchant();
  });

  it('announces what the operator gave it, the first first, and each to one payment only', async () => {
    const [first, second] = [evm(), evm()];
    assert.deepEqual(
      await add([
        { network: 'bsc', address: first },
        { network: 'bsc', address: second },
      ]),
      { outcome: 'imported', added: 2, known: 0 },
    );
    const announced = [await ask('1', 'bsc'), await ask('2', 'bsc')];
    assert.deepEqual(
      announced.map((address) => address.toLowerCase()),
      [first, second],
    );
    await assert.rejects(ask('3', 'bsc'), railError('no_address_left'));
    assert.equal(await ask('1', 'bsc'), announced[0]);
  });

  it('takes an address once, however it is spelt', async () => {
    const spellings = [
      '0x52908400098527886e0f7030069857d2e4169ee7',
      '0x52908400098527886E0F7030069857D2E4169EE7',
    ];
    const addresses = spellings.map((address) => ({ network: 'polygon' as const, address }));
    assert.deepEqual(await add(addresses), { outcome: 'imported', added: 1, known: 1 });
    assert.equal(await ask('1', 'polygon'), spellings[1]);
    assert.deepEqual(await add(addresses), { outcome: 'imported', added: 0, known: 2 });
    await assert.rejects(ask('2', 'polygon'), railError('no_address_left'));
  });

  it('refuses all of a list if one is no address of its network', async () => {
    const address = evm();
    const list: PooledAddress[] = [
      { network: 'ethereum', address },
      { network: 'tron', address },
    ];
    assert.deepEqual(await add(list), { outcome: 'invalid', index: 1 });
    assert.deepEqual(await add(list.slice(0, 1)), { outcome: 'imported', added: 1, known: 0 });
    await ask('1');
  });

  it('tells shielded addresses from transparent ones', async () => {
    const shielded = 'ps18adk4vjhknqa9yhdetate5q6eq36jgl0nw66yplyvrhx5vfhzdylew9403z42m34nwqwq8q7nv3';
    await add([{ network: 'blackhat', address: shielded.toUpperCase() }]);
    const asked = { asset: requireAsset('BLKC'), network: 'blackhat' } as const;
    const transparent = rail.paymentAddress({ ...asked, subject: subject('1') });
    await assert.rejects(transparent, railError('no_address_left'));
    const announced = await rail.paymentAddress({ ...asked, subject: subject('1'), kind: 'shielded' });
    assert.deepEqual(announced, { network: 'blackhat', kind: 'shielded', address: shielded });
  });

  it('announces accounts, in the bank asked for or in any, by the name the bank knows', async () => {
    const accounts = [
      { asset: IDR, bank: 'BCA', accountNumber: '1', accountName: 'PT Operator' },
      { asset: IDR, bank: 'BRI', accountNumber: '1' },
    ];
    const addAccounts = () => core.perform((transaction) => importAccounts(transaction, core, accounts));
    assert.deepEqual(await addAccounts(), { outcome: 'imported', added: 2, known: 0 });
    const request = (id: string) => ({
      subject: subject(id, 'virtual_account'),
      asset: IDR,
      accountName: 'Shop',
    });
    const brought = await rail.paymentAccount({ ...request('1'), bank: 'BRI' });
    assert.deepEqual(brought, { bank: 'BRI', accountNumber: '1', accountName: 'Shop' });
    const any = await rail.paymentAccount(request('2'));
    assert.deepEqual(any, { bank: 'BCA', accountNumber: '1', accountName: 'PT Operator' });
    await assert.rejects(rail.paymentAccount(request('3')), railError('no_account_left'));
    assert.deepEqual(await rail.paymentAccount(request('2')), any);
  });

  it('refuses what no pool can make good', async () => {
    const coin = { subject: subject('1'), asset: USDT, accountName: 'Shop' };
    await assert.rejects(rail.paymentAccount(coin), railError('asset_not_banked'));
    await assert.rejects(ask('1', 'bitcoin'), railError('asset_not_on_network'));
  });

  it('gives no two payments the same, from however many processes', async () => {
    const { elsewhere = core } = opened();
    const other = manualRail(railPool(elsewhere));
    const count = 20;
    await add(Array.from({ length: count }, () => ({ network: 'ethereum', address: evm() })));
    const asked = Array.from({ length: count }, (_, index) =>
      ask(`payment ${index}`, 'ethereum', index % 2 === 0 ? rail : other),
    );
    assert.equal(new Set(await Promise.all(asked)).size, count);
  });

  it('takes back what a payment that never came to be was given', async () => {
    const invoice = {
      merchantId,
      dialect: 'd',
      number: 'used',
      priced: { asset: USDT, minor: 5_000_000n },
      due: { asset: USDT, minor: 5_000_000n },
      network: 'tron',
      description: '',
      expiresAt: core.environment.now() + 24 * HOUR_MILLISECONDS,
    } as const;
    await add([
      { network: 'tron', address: encodeTronAddress(Buffer.alloc(20, 1)) },
      { network: 'tron', address: encodeTronAddress(Buffer.alloc(20, 2)) },
    ]);
    const made = await draftInvoice(core, invoice);
    await core.perform((transaction) => createInvoice(transaction, core, made));
    const never = await draftInvoice(core, { ...invoice, number: 'unused' });
    await assert.rejects(ask('1', 'tron'), railError('no_address_left'));
    await advance(core, HOUR_MILLISECONDS);
    assert.equal(await ask('1', 'tron'), never.address);
    await assert.rejects(ask('2', 'tron'), railError('no_address_left'));
  });

  it('answers the repeat of an order when it has nothing left', async () => {
    const invoice = {
      merchantId,
      dialect: 'd',
      orderNumber: 'order',
      priced: { asset: BTC, minor: 5_000_000n },
      due: { asset: BTC, minor: 5_000_000n },
      network: 'bitcoin',
      description: '',
      expiresAt: core.environment.now() + HOUR_MILLISECONDS,
    } as const;
    const create = async (number: string, orderNumber = 'order') => {
      const draft = await draftInvoice(core, { ...invoice, number, orderNumber });
      return core.perform((transaction) => createInvoice(transaction, core, draft));
    };
    await add([{ network: 'bitcoin', address: 'bc1qkzdpu7phh3l6wqegguz8fas3qrumgur2xvy6kc' }]);
    const first = await create('first');
    assert.ok(first.outcome === 'created' && first.invoice.address !== undefined);
    assert.deepEqual(await create('second'), { outcome: 'repeated', invoice: first.invoice });
    await assert.rejects(create('third', 'another order'), railError('no_address_left'));
  });

  it('refuses to send to what is no address', async () => {
    const destination = {
      kind: 'address',
      network: 'tron',
      address: 'TJRabPrwbZy45sbavfcjinPJC18kjpRTv9',
    } as const;
    const amount = { asset: USDT, minor: 1n };
    const sent = rail.send({ merchantId, kind: 'refund', id: 'r', amount, destination, at: 0 });
    await assert.rejects(sent, railError('destination_refused'));
  });

  it('sends nothing by itself, and gives the same receipt each time', async () => {
    const sent = {
      merchantId,
      kind: 'payout',
      id: 'p',
      amount: { asset: USDT, minor: 1n },
      destination: { kind: 'bank', accountNumber: '1' },
      at: 0,
    } as const;
    const receipt = await rail.send(sent);
    assert.deepEqual(receipt, { externalId: 'manual-payout-p' });
    assert.deepEqual(await rail.send(sent), receipt);
    assert.deepEqual(await rail.progress({ ...sent, ...receipt, now: 10 }), { state: 'sent' });
  });
});
