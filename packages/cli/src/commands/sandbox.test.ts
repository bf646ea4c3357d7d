// The sandbox's payers, banks and time, as a tester moves them from a shell.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestGateway, type TestGateway } from '../../../../test/support/gateway.ts';
import {
  operate,
  operateJson,
  orderedInvoice,
  transferred,
} from '../../../../test/support/operator-commands.ts';

/** Sent there, a payout stays under way until told. */
const WAITING_ACCOUNT = '5550009401';

describe('sandbox', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
  });
  after(() => gateway?.stop());

  const run = (...commandArguments: string[]) => operate(gateway, commandArguments);
  const runJson = (...commandArguments: string[]) => operateJson(gateway, commandArguments);

  test('pay: all that is due, in words for people', async () => {
    const { code, output, errors } = await run('sandbox', 'pay', await orderedInvoice(gateway));
    assert.equal(code, 0, errors);
    assert.match(output, /^deposit {6}\S+, confirmed: 10\.250000 USDT$/mu);
    assert.match(output, /^external id {2}sandbox-deposit-/mu);
    assert.match(output, /^invoice {6}\S+ of basicex, paid$/mu);
    assert.match(output, /^received {5}10\.250000 of 10\.250000 USDT$/mu);
    assert.match(output, /^time {9}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/mu);
  });

  test('pay --amount: too little, then too much, which is kept apart until it goes back', async () => {
    const order = await orderedInvoice(gateway);
    const little = await runJson('sandbox', 'pay', order, '--amount', '10');
    assert.deepEqual([little.invoice.state, little.invoice.exception], ['pending', 'partial']);
    const much = await runJson('sandbox', 'pay', order, '--amount', '1 USDT');
    assert.deepEqual([much.invoice.state, much.invoice.exception], ['paid', 'over']);

    const [surplus] = (await runJson('abnormal', 'list')).filter(
      ({ subjectId }: { subjectId: string }) => subjectId === much.invoice.id,
    );
    assert.deepEqual([surplus.kind, surplus.amount], ['over', '0.750000']);
    const table = (await run('abnormal', 'list')).output;
    assert.match(
      table,
      new RegExp(`^${surplus.id} +over +0\\.750000 USDT +0\\.000000 +open +invoice `, 'mu'),
    );
    const destination = ['--network', 'tron', '--address', 'TJRabPrwbZy45sbavfcjinPJC18kjpRTv8'];
    const back = await runJson('abnormal', 'refund', surplus.id, '--amount', '0.5', ...destination);
    const refunded = await run('sandbox', 'refund', 'complete', back.refund.number);
    assert.match(refunded.output, /^refund {2}\S+ of basicex, done\namount {2}0\.500000 USDT\n/u);
    const accepted = await run('abnormal', 'accept', surplus.id);
    assert.match(accepted.output, /^abnormal {3}\S+, accepted$/mu);
    const shown = await run('refund', 'show', back.refund.number);
    assert.match(shown.output, /"address": "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8"/u);
    assert.match((await run('refund', 'list')).output, /0\.500000 USDT +done/u);
  });

  test('pay --late: waits until the invoice has expired, and says so', async () => {
    const order = await orderedInvoice(gateway);
    const { output } = await run('sandbox', 'pay', order, '--late');
    assert.match(output, /^invoice {6}\S+ of basicex, expired \(late\)$/mu);
    assert.match(output, /^advanced {5}\S+, past the invoice's expiry$/mu);
    const refused = await run('sandbox', 'pay', order);
    assert.equal(refused.code, 1);
    assert.match(refused.errors, /answered 409: The invoice \S+ has expired; pay it late \(--late\)/u);
  });

  test('pay --unconfirmed, then confirm; pay --unconfirmed, then reject', async () => {
    for (const [verb, state] of [
      ['confirm', 'paid'],
      ['reject', 'pending'],
    ] as const) {
      const seen = await runJson('sandbox', 'pay', await orderedInvoice(gateway), '--unconfirmed');
      assert.equal(seen.invoice.state, 'confirming');
      assert.equal((await runJson('sandbox', verb, seen.deposit.id)).invoice.state, state);
    }
  });

  test('pay --external-id: the same again changes nothing', async () => {
    const order = await orderedInvoice(gateway);
    const pay = ['sandbox', 'pay', order, '--external-id', 'tx-1'];
    await run(...pay);
    assert.match(
      (await run(...pay)).output,
      /confirmed: 10\.250000 USDT; reported before, nothing changed$/mu,
    );
  });

  test('invoice show: what it asks for, and every deposit', async () => {
    const order = await orderedInvoice(gateway);
    await run('sandbox', 'pay', order, '--amount', '10', '--external-id', `a-${order}`);
    const { output } = await run('invoice', 'show', order);
    assert.match(output, new RegExp(`^order {5}${order}$`, 'mu'));
    assert.match(output, /^state {5}pending \(partial\)$/mu);
    assert.match(output, /^DEPOSIT +AMOUNT +STATE +EXTERNAL ID +SENT$/mu);
    assert.match(output, new RegExp(`10\\.000000 USDT +confirmed +a-${order}`, 'u'));
  });

  describe('payout', () => {
    test('complete, and return after that', async () => {
      const reference = await transferred(gateway, WAITING_ACCOUNT);
      for (const [outcome, state] of [
        ['complete', 'completed'],
        ['return', 'returned'],
      ] as const) {
        const answer = await run('sandbox', 'payout', outcome, reference);
        assert.match(answer.output, new RegExp(`^payout {2}\\S+ of easylink, ${state}$`, 'mu'));
        assert.match(answer.output, /^amount {2}50000\.00 IDR$/mu);
      }
    });

    test('review: what is under way is held', async () => {
      const reference = await transferred(gateway, WAITING_ACCOUNT);
      const held = await run('sandbox', 'payout', 'review', reference, '--reason', 'Sanctions');
      assert.match(held.output, /of easylink, review\namount {2}50000\.00 IDR\nreason {2}Sanctions$/mu);
    });

    test('fail: and it is final', async () => {
      const reference = await transferred(gateway, WAITING_ACCOUNT);
      const failed = await runJson('sandbox', 'payout', 'fail', reference, '--reason', 'Account closed');
      assert.deepEqual([failed.payout.state, failed.payout.reason], ['failed', 'Account closed']);
      const refused = await run('sandbox', 'payout', 'complete', reference);
      assert.deepEqual([refused.code, refused.output], [1, '']);
      assert.match(refused.errors, /answered 409: The payout is failed: it has ended otherwise/u);
    });

    test('list and show: who is paid is only in what was asked for', async () => {
      const reference = await transferred(gateway, WAITING_ACCOUNT);
      const list = (await run('payout', 'list', '--dialect', 'easylink', '--limit', '1')).output;
      const row = new RegExp(
        `^\\S+ +easylink +payout +${reference} +50000\\.00 IDR +(?:confirmed|sent|review) `,
        'mu',
      );
      assert.match(list, row);
      assert.equal(list.split('\n').length, 3);
      assert.ok(!list.includes(WAITING_ACCOUNT));
      assert.match((await run('payout', 'show', reference)).output, new RegExp(`"${WAITING_ACCOUNT}"`, 'u'));
    });
  });

  test('refund create: all of an order, once per reference', async () => {
    const order = await orderedInvoice(gateway);
    await run('sandbox', 'pay', order);
    const create = ['refund', 'create', order, '--reference', `back-${order}`];
    const there = ['--network', 'tron', '--address', 'TJRabPrwbZy45sbavfcjinPJC18kjpRTv8'];
    const { refund } = await runJson(...create, ...there);
    assert.deepEqual([refund.amount, refund.asset], ['10.250000', 'USDT']);
    const again = await run(...create, ...there);
    assert.match(again.output, new RegExp(`^refund {2}${refund.number} of basicex, `, 'u'));
    const more = await run('refund', 'create', order, '--amount', '1', ...there);
    assert.match(more.errors, /answered 409: Of the invoice \S+, 0 can be refunded\.\n$/u);
    assert.equal((await run('refund', 'create', order)).code, 2);
  });

  test('advance: invoices expire, and signatures still count by the real time', async () => {
    const order = await orderedInvoice(gateway);
    const { now } = await runJson('sandbox', 'advance', '30d');
    const { code, output } = await run('sandbox', 'advance', '1h30m');
    assert.equal(code, 0);
    assert.match(output, /^advanced 1h30m; the gateway's time is \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/u);
    const shown = await runJson('invoice', 'show', order);
    assert.equal(shown.invoice.state, 'expired');
    assert.ok(shown.now >= now + 5_400_000);
    assert.match(await orderedInvoice(gateway), /^order-/u);
  });

  const REFUSED: readonly [code: number, words: RegExp, ...commandArguments: string[]][] = [
    [1, /answered 404: There is no invoice nothing\.\n$/u, 'sandbox', 'pay', 'nothing'],
    [1, /There is no invoice nothing of upay\.\n$/u, 'sandbox', 'pay', 'nothing', '--dialect', 'upay'],
    [1, /There is no virtual account nothing\.\n$/u, 'sandbox', 'account', 'pay', 'nothing', '--amount', '5'],
    [1, /There is no deposit nothing\.\n$/u, 'sandbox', 'confirm', 'nothing'],
    [1, /There is no refund nothing\.\n$/u, 'sandbox', 'refund', 'fail', 'nothing'],
    [
      1,
      /The rail of this gateway is 'sandbox'/u,
      'deposit',
      'confirm',
      'x',
      '--amount',
      '1',
      '--external-id',
      'x',
    ],
    [1, /The rail of this gateway is 'sandbox'/u, 'payout', 'complete', 'x'],
    [2, /--amount: 'much' is no amount; write 12\.5/u, 'sandbox', 'pay', 'x', '--amount', 'much'],
    [2, /<duration>: '2' is no duration; write 90s/u, 'sandbox', 'advance', '2'],
    [2, /missing required argument 'invoice'/u, 'sandbox', 'pay'],
    [2, /required option '--external-id <id>'/u, 'deposit', 'confirm', 'x', '--amount', '1'],
    [2, /give either --address with --network, or --account-number/u, 'abnormal', 'refund', 'x'],
    [2, /--limit: '0' is no count; write 1 or more/u, 'payout', 'list', '--limit', '0'],
  ];
  for (const [code, words, ...commandArguments] of REFUSED) {
    test(`refuses ${commandArguments.join(' ')}`, async () => {
      const refused = await run(...commandArguments);
      assert.deepEqual([refused.code, refused.output], [code, '']);
      assert.match(refused.errors, words);
    });
  }

  test('goes where --gateway says, with the token of --token-file', async () => {
    const elsewhere = ['--gateway', gateway.origin, '--token-file', `${gateway.dataFolder}/operator.json`];
    assert.equal((await run('merchant', 'list', ...elsewhere)).code, 0);
    const nobody = await run('merchant', 'list', '--gateway', 'http://127.0.0.1:1');
    assert.equal(nobody.code, 1);
    assert.match(nobody.errors, /no answer \(.*\); is the gateway running\?\n$/u);
  });
});
