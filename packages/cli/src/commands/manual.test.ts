// A gateway whose rail is manual: the operator's own addresses, and the operator's word on what came in and went out.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestGateway, type TestGateway } from '../../../../test/support/gateway.ts';
import {
  operate,
  operateJson,
  orderedInvoice,
  transferred,
} from '../../../../test/support/operator-commands.ts';

const ADDRESSES = ['TJRabPrwbZy45sbavfcjinPJC18kjpRTv8', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'];

const ON_TRON = { forcedChain: 'TRC20' };

describe('a manual rail', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({ rail: 'manual' });
  });
  after(() => gateway?.stop());

  const run = (commandArguments: readonly string[], input = '') =>
    operate(gateway, commandArguments, { input });

  test('gives payers the addresses that were imported, and takes what the operator confirms', async () => {
    const file = ['network,address', ...ADDRESSES.map((address) => `tron,${address}`)].join('\n');
    assert.equal((await run(['address', 'import', '-'], file)).output, 'added 2; 0 were known\n');
    const [first, second] = [await orderedInvoice(gateway, ON_TRON), await orderedInvoice(gateway, ON_TRON)];
    const { invoice } = await operateJson(gateway, ['invoice', 'show', first]);
    assert.ok(ADDRESSES.includes(invoice.address));

    const externalId = ['--external-id', '0x7c:0'];
    const confirm = [
      'deposit',
      'confirm',
      first,
      '--amount',
      '10.25 USDT',
      ...externalId,
      '--at',
      '2026-01-01',
    ];
    assert.match((await run(confirm)).output, /^invoice {6}\S+ of basicex, paid$/mu);
    assert.match((await run(confirm)).output, /reported before, nothing changed$/mu);

    const deposits = `payment,amount,external_id,state\n${second},10,tx-1,seen\n${second},0.25,tx-2,\nnothing,1,tx-3,\n`;
    const imported = await run(['deposit', 'import', '-'], deposits);
    assert.equal(imported.code, 1);
    assert.equal(imported.output, '2 recorded, 1 refused\nline 4: There is no invoice nothing.\n');
    assert.equal(imported.errors, 'countersign: 1 of 3 lines were refused; the others are done\n');
  });

  test('imports bank accounts', async () => {
    const file = 'asset,bank,account_number\nIDR,014,1234567890\n';
    assert.equal((await run(['account', 'import', '-'], file)).output, 'added 1; 0 were known\n');
  });

  test('pays out as the operator says, one by one or from a file, what the operator credited', async () => {
    const [{ merchantId }] = await operateJson(gateway, ['merchant', 'list']);
    const { balances } = await operateJson(gateway, ['ledger', 'balance']);
    assert.deepEqual(
      balances.filter(({ asset }: { asset: string }) => asset !== 'USDT'),
      [],
    );
    const topUp = ['merchant', 'top-up', merchantId, '150000 IDR', '--reference', 'bank-1'];
    assert.equal((await run(topUp)).code, 0);
    const [one, two, three] = [
      await transferred(gateway, '8730700000000001'),
      await transferred(gateway, '8730700000000002'),
      await transferred(gateway, '8730700000000003'),
    ];
    assert.match((await run(['payout', 'complete', one])).output, /^payout {2}\S+ of easylink, completed$/mu);
    assert.match(
      (await run(['payout', 'return', one, '--reason', 'Closed'])).output,
      /returned\n.*\nreason {2}Closed$/mu,
    );
    const outcomes = `payout,outcome,reason\n${two},complete,\n${three},fail,Account closed\n`;
    const imported = await run(['payout', 'import', '-'], outcomes);
    assert.deepEqual([imported.code, imported.output], [0, '2 done\n']);
    const { payout } = await operateJson(gateway, ['payout', 'show', three]);
    assert.deepEqual([payout.state, payout.reason], ['failed', 'Account closed']);
  });

  const REFUSED: readonly [words: RegExp, commandArguments: readonly string[], input?: string][] = [
    [/The rail of this gateway is 'manual', where money is real: only/u, ['sandbox', 'pay', 'x']],
    [/The rail of this gateway is 'manual'/u, ['sandbox', 'advance', '1h']],
    [/The rail of this gateway is 'manual'/u, ['sandbox', 'payout', 'complete', 'x']],
    [
      /\n {2}line 2: the address is none of its network/u,
      ['address', 'import', '-'],
      'network,address\ntron,TX\n',
    ],
    [
      /\n {2}line 1: column amount is missing; the header must name/u,
      ['deposit', 'import', '-'],
      'payment,external_id\n',
    ],
    [
      /\n {2}line 2: outcome 'won' is none of complete, fail, return/u,
      ['payout', 'import', '-'],
      'payout,outcome\nx,won\n',
    ],
  ];
  for (const [words, commandArguments, input] of REFUSED) {
    test(`refuses ${commandArguments.join(' ')} ${input ?? ''}`.trim(), async () => {
      const refused = await run(commandArguments, input);
      assert.deepEqual([refused.code, refused.output], [1, '']);
      assert.match(refused.errors, words);
    });
  }
});
