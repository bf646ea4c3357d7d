import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createdFrom, createdInvoice, invoiceCommand, money } from '../../../../test/support/invoices.ts';
import { onEachEngine } from '../../../../test/support/operated.ts';
import { accountAlone } from '../../../../test/support/virtual-accounts.ts';

/** 100 minor units of USDT are due of each invoice. */
onEachEngine('money that comes in, as the operator of a manual rail reports it', (opened) => {
  const confirm = (body: object) => opened().manual.call('POST', '/deposits', body);

  it('pays an invoice, once', async () => {
    const { environment } = opened();
    const { orderNumber } = await createdInvoice(opened());
    const deposit = {
      invoice: orderNumber,
      amount: '0.0001',
      asset: 'USDT',
      externalId: '0x7c:0',
      sender: 'TPayer',
      occurredAt: environment.now() - 60_000,
    };
    const first = await confirm(deposit);
    assert.equal(first.status, 200, first.text);
    assert.deepEqual(
      [first.body.invoice.state, first.body.deposit.sender, first.body.deposit.occurredAt],
      ['paid', 'TPayer', environment.now() - 60_000],
    );
    const again = await confirm(deposit);
    assert.deepEqual([again.body.isRepeat, again.body.deposit], [true, first.body.deposit]);
    assert.equal((await confirm({ ...deposit, amount: '0.0002' })).status, 409);
  });

  it('pays into a virtual account', async () => {
    const { accountNumber, merchantId } = await accountAlone(opened());
    const deposit = { virtualAccount: accountNumber, merchantId, amount: '12.50', externalId: 'FT1' };
    assert.equal((await confirm(deposit)).body.virtualAccount.received.amount, '12.50');
  });

  describe('from a file', () => {
    it('is taken line by line, and the same file again changes nothing', async () => {
      const { manual, newMerchant } = opened();
      const merchantId = await newMerchant();
      const [one, two] = [
        await createdInvoice(opened(), { merchantId }),
        await createdInvoice(opened(), { merchantId }),
      ];
      const account = await accountAlone(opened());
      const file = [
        'payment,amount,external_id,kind,state,occurred_at,asset,dialect',
        `${one.number},0.0001,tx-a,,,2025-12-31T12:00:00Z,,basicex`,
        `${two.orderNumber},0.0001,tx-b,invoice,seen,,USDT,`,
        `${account.number},3,tx-c,virtual_account,,1767225600000,,easylink`,
        'nothing,1,tx-d,,,,,',
        `${one.number},0.0002,tx-a,,,,,`,
        `${one.number},0.0000001,tx-e,,,,,`,
      ].join('\n');
      const outcomes = async () => {
        const { body } = await manual.call('POST', '/deposits/import', file);
        return body.results.map(({ line, outcome }: Record<string, unknown>) => `${line} ${outcome}`);
      };
      const refused = ['5 refused', '6 refused', '7 refused'];
      assert.deepEqual(await outcomes(), ['2 recorded', '3 recorded', '4 recorded', ...refused]);
      assert.deepEqual(await outcomes(), ['2 repeated', '3 repeated', '4 repeated', ...refused]);
      assert.equal(await money(manual.core, merchantId), 'pending 100 available 100 held 0');
    });

    it('says why a line was refused', async () => {
      const { manual } = opened();
      const { number } = await createdInvoice(opened());
      const file = `payment,amount,external_id\nnothing,1,x\n${number},0.0000001,y\n`;
      const { results } = (await manual.call('POST', '/deposits/import', file)).body;
      assert.deepEqual(
        results.map(({ reason }: { reason: string }) => reason),
        ['There is no invoice nothing.', 'amount must have at most 6 decimals for USDT.'],
      );
    });

    it('is not taken at all where a line is wrong', async () => {
      const { manual } = opened();
      const { number } = await createdInvoice(opened());
      const file = [
        'payment,amount,external_id,kind,state,occurred_at,asset',
        `${number},0.0001,tx-1,,,,`,
        `${number},-1,tx-2,,,,`,
        `${number},1,tx-3,order,,,`,
        `${number},1,tx-4,,sent,,`,
        `${number},1,tx-5,,,yesterday,`,
        `${number},1,tx-6,,,,XXX`,
      ].join('\n');
      const { status, body } = await manual.call('POST', '/deposits/import', file);
      assert.equal(status, 400);
      assert.deepEqual(
        body.problems.map(({ line, reason }: { line: number; reason: string }) => `${line}: ${reason}`),
        [
          "3: amount '-1' is no decimal such as 12.5",
          "4: kind 'order' is none of invoice, virtual_account",
          "5: state 'sent' is none of seen, confirmed, rejected",
          "6: occurred_at 'yesterday' is no time; write 2026-11-21T12:00:00Z, or Unix milliseconds",
          '7: asset: there is no asset XXX; write its code, such as USDT.',
        ],
      );
      const { deposits } = (await manual.call('GET', `/invoices/find?invoice=${number}`)).body;
      assert.deepEqual(deposits, []);
    });
  });

  describe('is refused', () => {
    const CASES: readonly (readonly [status: number, body: object, words: RegExp])[] = [
      [400, { amount: '1', externalId: 'x' }, /^invoice: give either invoice or virtualAccount\.$/u],
      [400, { invoice: 'x', externalId: 'x' }, /^amount is required/u],
      [400, { invoice: 'x', amount: '1' }, /^externalId is required: what the deposit is known by/u],
      [404, { invoice: 'x', amount: '1', externalId: 'x' }, /^There is no invoice x\.$/u],
      [404, { virtualAccount: 'x', amount: '1', externalId: 'x' }, /^There is no virtual account x\.$/u],
    ];
    for (const [status, body, words] of CASES) {
      it(JSON.stringify(body), async () => {
        const answer = await confirm(body);
        assert.equal(answer.status, status);
        assert.match(answer.body.detail, words);
      });
    }

    it('where the rail sees it by itself', async () => {
      const { status, body } = await opened().call('POST', '/deposits', {
        invoice: 'x',
        amount: '1',
        externalId: 'x',
      });
      assert.equal(status, 409);
      assert.match(body.detail, /^The rail of this gateway is 'sandbox', which sees money by itself: /u);
    });
  });

  describe('at what the operator owns', () => {
    const ADDRESS = 'TJRabPrwbZy45sbavfcjinPJC18kjpRTv8';

    it('an address of a file, given to one payment', async () => {
      const { manual, merchantId } = opened();
      const file = `network,address\ntron,${ADDRESS}\n`;
      assert.deepEqual((await manual.call('POST', '/addresses/import', file)).body, { added: 1, known: 0 });
      assert.deepEqual((await manual.call('POST', '/addresses/import', file)).body, { added: 0, known: 1 });
      const { number } = await createdFrom(manual.core, invoiceCommand({ ...opened(), merchantId }));
      const { invoice } = (await manual.call('GET', `/invoices/find?invoice=${number}`)).body;
      assert.equal(invoice.address, ADDRESS);
      await assert.rejects(
        createdFrom(manual.core, invoiceCommand(opened())),
        /no_address_left|is left: import some more/u,
      );
    });

    it('a bank account of a file', async () => {
      const { manual } = opened();
      const file = 'asset,bank,account_number,account_name\nIDR,014,1234567890,"PT Toko, Tbk"\n';
      assert.deepEqual((await manual.call('POST', '/accounts/import', file)).body, { added: 1, known: 0 });
      const { bank, accountNumber, accountName } = await accountAlone(
        { ...opened(), core: manual.core },
        { bank: '014' },
      );
      assert.deepEqual([bank, accountNumber, accountName], ['014', '1234567890', 'PT Toko, Tbk']);
    });

    it('is refused, all of it, where a line of the file is wrong', async () => {
      const { manual } = opened();
      const problems = async (route: string, file: string) =>
        (await manual.call('POST', route, file)).body.problems.map(
          ({ line, reason }: { line: number; reason: string }) => `${line}: ${reason}`,
        );
      const wrongNetwork = await problems('/addresses/import', `network,address\nether,${ADDRESS}\n`);
      assert.match(wrongNetwork[0], /^2: network 'ether' is none of /u);
      assert.deepEqual(await problems('/addresses/import', `network,address\ntron,${ADDRESS}\ntron,TX\n`), [
        '3: the address is none of its network: look at each character',
      ]);
      assert.deepEqual(await problems('/accounts/import', 'asset,bank,account_number\nXXX,014,1\n'), [
        '2: asset: there is no asset XXX; write its code, such as USDT.',
      ]);
      assert.match(
        (await problems('/addresses/import', 'network\ntron\n'))[0],
        /^1: column address is missing/u,
      );
    });
  });
});
