import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import {
  accountCommand,
  idr,
  openedFrom,
  openingOf,
  told,
} from '../../../../../test/support/virtual-accounts.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import { manualRail } from '../../rails/manual/rail.ts';
import { RailError } from '../../rails/rail.ts';
import type { Core } from '../core.ts';
import { importAccounts, railPool } from '../rail-pool.ts';
import { closeVirtualAccount } from './end.ts';
import {
  findVirtualAccount,
  findVirtualAccountByAccountNumber,
  listVirtualAccounts,
} from './virtual-account.ts';

onEachEngine('a virtual account', (opened) => {
  it('is opened with the bank account that the rail gives, and told of', async () => {
    const { core } = opened();
    const command = accountCommand(opened(), { fixed: amountOf(idr, 50_000_00n), extra: { billing: '1' } });
    const account = await openedFrom(core, command);
    assert.deepEqual(await told(core, account), ['active']);
    assert.deepEqual([account.state, account.received], ['active', 0n]);
    assert.deepEqual([account.bank, account.accountName], ['PERMATA', 'Siti Aminah']);
    assert.match(account.accountNumber, /^[0-9]{16}$/);
    const { merchantId, id, dialect, number, reference, accountNumber } = account;
    for (const key of [{ id }, { dialect, number }, { dialect, reference }]) {
      assert.deepEqual(await findVirtualAccount(core.reader, core, { merchantId, ...key }), account);
    }
    const byNumber = { merchantId, dialect, accountNumber };
    assert.deepEqual(await findVirtualAccountByAccountNumber(core.reader, core, byNumber), account);
    const elsewhere = { ...byNumber, bank: 'BNI' };
    assert.equal(await findVirtualAccountByAccountNumber(core.reader, core, elsewhere), undefined);
  });

  it('is nobody else’s', async () => {
    const { core, newMerchant } = opened();
    const { id, dialect, reference, accountNumber } = await openedFrom(core, accountCommand(opened()));
    const merchantId = await newMerchant();
    for (const key of [{ id }, { dialect, reference }]) {
      assert.equal(await findVirtualAccount(core.reader, core, { merchantId, ...key }), undefined);
    }
    const byNumber = { merchantId, dialect, accountNumber };
    assert.equal(await findVirtualAccountByAccountNumber(core.reader, core, byNumber), undefined);
    const other = { merchantId: opened().merchantId, dialect: 'upay', reference };
    assert.equal(await findVirtualAccount(core.reader, core, other), undefined);
  });

  it('keeps to itself who pays into it', async () => {
    const { core, store } = opened();
    const { merchantId, id } = await openedFrom(core, accountCommand(opened()));
    const row = await store.get('select * from virtual_accounts where merchant_id = $1 and id = $2', [
      merchantId,
      id,
    ]);
    const texts = Object.values(row ?? {}).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
    );
    assert.ok(texts.length > 10);
    for (const text of texts) assert.doesNotMatch(text, /Siti|Aminah|87728493999/);
  });

  it('is opened once per reference: the same command again gets the same account', async () => {
    const { core } = opened();
    const command = accountCommand(opened());
    const account = await openedFrom(core, command);
    const again = await openingOf(core, { ...command, number: 'another number' });
    assert.deepEqual(again, { outcome: 'repeated', account });
    assert.deepEqual(await told(core, account), ['active']);
  });

  it('is not another’s, for another command with its reference', async () => {
    const { core } = opened();
    const command = accountCommand(opened());
    const existing = await openedFrom(core, command);
    const others = [
      { holder: 'merchant' },
      { fixed: amountOf(idr, 1n) },
      { bank: 'BNI' },
      { accountName: 'Budi' },
      { customer: { name: 'Siti Aminah', phone: '1' } },
      { expiresAt: (command.expiresAt ?? 0) + 1 },
    ] as const;
    for (const other of others) {
      const opening = await openingOf(core, { ...command, ...other });
      assert.deepEqual(opening, { outcome: 'conflict', existing }, Object.keys(other)[0]);
    }
  });

  it('of twenty that ask at once is opened once', async () => {
    const { core, elsewhere } = opened();
    const command = accountCommand(opened());
    const cores: readonly Core[] = [core, elsewhere ?? core];
    const asked = Array.from({ length: 20 }, (_, index) => openingOf(cores[index % 2] ?? core, command));
    const openings = await Promise.all(asked);
    const outcomes = openings.map(({ outcome }) => outcome).sort();
    assert.deepEqual(outcomes, ['created', ...Array.from({ length: 19 }, () => 'repeated')]);
    const ids = openings.map((opening) => ('account' in opening ? opening.account.id : undefined));
    assert.equal(new Set(ids).size, 1);
  });

  it('that was opened is answered again when the rail has no account left, and after it has expired', async () => {
    const { environment, core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const pooled = { ...core, rail: manualRail(railPool(core)) };
    await core.perform((transaction) =>
      importAccounts(transaction, core, [{ asset: idr, bank: 'PERMATA', accountNumber: '7700000000000001' }]),
    );
    const command = accountCommand({ environment, merchantId });
    const account = await openedFrom(pooled, command);
    assert.equal(account.accountNumber, '7700000000000001');
    await assert.rejects(
      openingOf(pooled, accountCommand({ environment, merchantId })),
      (error) => error instanceof RailError && error.code === 'no_account_left',
    );
    environment.advance(2 * 86_400_000);
    assert.deepEqual(await openingOf(pooled, command), { outcome: 'repeated', account });
  });

  it('has terms that make sense', async () => {
    const { core, environment } = opened();
    const nonsense = [
      { fixed: amountOf(idr, 0n) },
      { fixed: amountOf(requireAsset('USD'), 1n) },
      { expiresAt: environment.now() },
    ];
    for (const more of nonsense) {
      await assert.rejects(openingOf(core, accountCommand(opened(), more)), RangeError);
    }
    await assert.rejects(
      openingOf(core, accountCommand(opened(), { asset: requireAsset('USDT') })),
      (error) => error instanceof RailError && error.code === 'asset_not_banked',
    );
  });

  it('is listed with the merchant’s others, newest first, page by page', async () => {
    const { core, environment, newMerchant } = opened();
    const merchantId = await newMerchant();
    const open = (more = {}) => openedFrom(core, accountCommand({ environment, merchantId }, more));
    const own = await open({ holder: 'merchant' });
    const closed = await open();
    const [third, fourth] = [await open(), await open()];
    await core.perform((transaction) => closeVirtualAccount(transaction, core, closed));
    const list = async (more: Partial<Parameters<typeof listVirtualAccounts>[2]>) => {
      const filter = { merchantId, dialect: 'easylink', limit: 10, ...more };
      const { accounts, next } = await listVirtualAccounts(core.reader, core, filter);
      return { ids: accounts.map(({ id }) => id), next };
    };
    const ids = (...accounts: { id: string }[]) => accounts.map(({ id }) => id);
    assert.deepEqual((await list({})).ids, ids(fourth, third, closed, own));
    assert.deepEqual((await list({ state: 'active' })).ids, ids(fourth, third, own));
    assert.deepEqual((await list({ holder: 'merchant' })).ids, ids(own));
    assert.deepEqual((await list({ dialect: 'upay' })).ids, []);
    const first = await list({ limit: 3 });
    assert.deepEqual(first, { ids: ids(fourth, third, closed), next: closed.id });
    const rest = await list({ limit: 3, before: closed.id });
    assert.deepEqual(rest, { ids: ids(own), next: undefined });
  });
});
