// Rates, fees, merchants and the ledger, as an operator keeps them from a shell.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestGateway, type TestGateway } from '../../../../test/support/gateway.ts';
import { operate, operateJson, orderedInvoice } from '../../../../test/support/operator-commands.ts';
import { temporaryFile } from '../testing/credentials.ts';
import type { Given } from '../testing/run-in-process.ts';

describe('the books', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
  });
  after(() => gateway?.stop());

  const run = (commandArguments: readonly string[], given?: Given) =>
    operate(gateway, commandArguments, given);
  const runJson = (...commandArguments: string[]) => operateJson(gateway, commandArguments);

  test('rate set: at once, for good or for a while', async () => {
    const { output } = await run(['rate', 'set', 'USDT/THB', '32.5']);
    assert.equal(output, '1 USDT is 32.5 THB\n');
    const { output: brief } = await run([
      'rate',
      'set',
      'USDC/THB',
      '32.4',
      '--valid-for',
      '10m',
      '--source',
      'desk',
    ]);
    assert.match(brief, /^1 USDC is 32\.4 THB, until \d{4}-.*Z\n$/u);
    const list = (await run(['rate', 'list'])).output;
    assert.match(list, /^USDT\/THB +32\.5 +operator +\S+ +live$/mu);
    assert.match(list, /^USDC\/THB +32\.4 +desk +\S+ +\S+ +live$/mu);
    assert.match(list, /^USDT\/USD +\S+ +sandbox /mu);
  });

  test('rate import: from a file, or from standard input', async () => {
    const file = temporaryFile('rates.csv', 'base,quote,rate\nUSDT,VND,26000\nUSDC,VND,26010\n');
    assert.equal((await run(['rate', 'import', file])).output, 'set 2 rates\n');
    const input = 'base,quote,rate\nUSDT,VND,26001\n';
    assert.equal((await run(['rate', 'import', '-'], { input })).output, 'set 1 rates\n');
  });

  test('rate import: says which lines are wrong, and sets none', async () => {
    const before = await runJson('rate', 'list');
    const input = 'base,quote,rate\nUSDT,PHP,58\nXXX,PHP,1\nUSDC,PHP,0\n';
    const { code, output, errors } = await run(['rate', 'import', '-'], { input });
    assert.deepEqual([code, output], [1, '']);
    assert.match(
      errors,
      /answered 400: 2 lines are wrong, and nothing was done\.\n {2}line 3: base 'XXX' is no asset\n {2}line 4: rate must be above zero\n$/u,
    );
    assert.deepEqual(await runJson('rate', 'list'), before);
  });

  test("fee set: everybody's, and a merchant's own", async () => {
    const [{ merchantId }] = await runJson('merchant', 'list');
    const { output } = await run(['fee', 'set', 'invoice', 'USDT', '--percent', '0.5', '--minimum', '0.1']);
    assert.match(output, /^invoice +USDT +everybody +0\.000000 +0\.5 +0\.100000$/mu);
    const own = ['--merchant', merchantId, '--fixed', '1', '--maximum', '2'];
    await run(['fee', 'set', 'invoice', 'USDT', ...own]);
    const fees = await runJson('fee', 'list');
    assert.deepEqual(
      fees.find(
        (fee: { merchantId?: string; operation: string }) =>
          fee.merchantId === merchantId && fee.operation === 'invoice',
      ),
      {
        merchantId,
        operation: 'invoice',
        asset: 'USDT',
        fixed: '1.000000',
        percent: '0',
        minimum: '0.000000',
        maximum: '2.000000',
      },
    );
  });

  test("fee unset: everybody's applies again; a name that nothing is charged as is noted", async () => {
    const [{ merchantId }] = await runJson('merchant', 'list');
    const unset = ['fee', 'unset', 'invoice', 'USDT', '--merchant', merchantId];
    assert.equal((await run(unset)).output, "removed the merchant's own fee for invoice in USDT\n");
    assert.match(
      (await run(unset)).errors,
      /404: The merchant \S+ has no fee for invoice in USDT\. What is/u,
    );
    const note =
      "note: nothing is charged as 'invoce' today; what is: invoice, virtual_account, payout.domestic\n";
    const typo = await run(['fee', 'set', 'invoce', 'USDT', '--fixed', '1']);
    assert.ok(typo.output.endsWith(note));
    const { output } = await run(['fee', 'unset', 'invoce', 'USDT']);
    assert.equal(output, `removed everybody's fee for invoce in USDT\n${note}`);
  });

  test('merchant top-up: once per reference, and in the statement', async () => {
    const [{ merchantId }] = await runJson('merchant', 'list');
    const topUp = (amount: string) =>
      run(['merchant', 'top-up', merchantId, amount, '--reference', 'bank-7']);
    const credited = `merchant   ${merchantId}\nreference  bank-7\n`;
    assert.equal((await topUp('100 THB')).output, `credited   100.00 THB\n${credited}`);
    assert.equal(
      (await topUp('100 THB')).output,
      `credited   100.00 THB; credited before, nothing changed\n${credited}`,
    );
    const other = await topUp('101 THB');
    assert.equal(other.code, 1);
    assert.match(other.errors, /409: The reference bank-7 was used before for 100 THB\./u);
    const { output } = await run(['ledger', 'statement', '--asset', 'THB']);
    assert.match(output, /^\d+ +\S+Z +top-up +top-up bank-7 +100\.00 +100\.00$/mu);
    assert.equal((await topUp('100')).code, 2);
  });

  test('ledger balance, statement and verify: of what was paid', async () => {
    const order = await orderedInvoice(gateway);
    const before = await runJson('ledger', 'balance');
    await run(['sandbox', 'pay', order]);
    const now = await runJson('ledger', 'balance');
    const available = ({ balances }: typeof now) =>
      Number(balances.find(({ asset }: { asset: string }) => asset === 'USDT').available);
    assert.ok(available(now) > available(before));
    const then = await runJson('ledger', 'balance', '--as-of', String(before.at));
    assert.deepEqual(then.balances, before.balances);
    assert.match((await run(['ledger', 'balance'])).output, /^ASSET +AVAILABLE +HELD +PENDING\nIDR +/mu);

    const { output } = await run(['ledger', 'statement', '--asset', 'USDT']);
    assert.match(output, /^POSITION +TIME +KIND +REFERENCE +AMOUNT +BALANCE$/mu);
    assert.match(output, /^\d +\S+Z +top-up +sandbox .* +500000\.000000 +500000\.000000$/mu);
    const csv = (await run(['ledger', 'statement', '--asset', 'USDT', '--csv', '--limit', '1'])).output;
    assert.match(
      csv,
      /^position,time,kind,reference,amount,balance\n\d,\S+Z,top-up,sandbox [^,]*,500000\.000000,500000\.000000\n$/u,
    );
    const later = await runJson('ledger', 'statement', '--asset', 'USDT', '--from', String(before.at));
    assert.equal(
      later.at(-1).balance,
      now.balances.find(({ asset }: { asset: string }) => asset === 'USDT').available,
    );

    const verified = await run(['ledger', 'verify'], { isErrorTerminal: true });
    assert.equal(verified.code, 0);
    assert.equal(verified.errors, '\r\x1b[Kverifying merchant 1 of 1\r\x1b[K');
    const [, merchantId = '', kept = ''] = /^(\S+) +right +(\d+:[0-9a-f]{64})$/mu.exec(verified.output) ?? [];
    assert.equal((await run(['ledger', 'verify', '--merchant', merchantId, '--kept', kept])).code, 0);
    const forged = kept.replace(/.$/u, (last) => (last === '0' ? '1' : '0'));
    const wrong = await run(['ledger', 'verify', '--merchant', merchantId, '--kept', forged]);
    assert.equal(wrong.code, 1);
    assert.match(wrong.output, /^\S+ +WRONG /mu);
    assert.match(
      wrong.output,
      new RegExp(`^merchant ${merchantId}, transfer \\d+: its hash is another than the one kept$`, 'mu'),
    );
    assert.match(wrong.errors, /^countersign: the books of 1 of 1 merchants are wrong\n$/u);
  });

  test('merchant add: then it must be said whose balance is meant', async () => {
    const { output } = await run(['merchant', 'add', 'Another Shop']);
    const [, merchantId = ''] = /^added (\S+)\n$/u.exec(output) ?? [];
    assert.match(
      (await run(['merchant', 'list'])).output,
      new RegExp(`^${merchantId} +Another Shop +\\S+Z$`, 'mu'),
    );
    const unnamed = await run(['ledger', 'balance']);
    assert.equal(unnamed.code, 1);
    assert.match(unnamed.errors, /Say whose: there is not exactly one merchant/u);
    assert.equal((await run(['ledger', 'balance', '--merchant', merchantId])).code, 0);
    assert.equal((await runJson('ledger', 'verify')).length, 2);
  });

  const REFUSED: readonly [code: number, words: RegExp, ...commandArguments: string[]][] = [
    [1, /quote: there is no asset XXX; write its code, such as USDT\.\n$/u, 'rate', 'set', 'USDT/XXX', '1'],
    [1, /rate must be above zero\.\n$/u, 'rate', 'set', 'USDT/USD', '0'],
    [1, /percent must be from 0 to 100\.\n$/u, 'fee', 'set', 'invoice', 'USDT', '--percent', '101'],
    [1, /There is no merchant nobody\.\n$/u, 'fee', 'set', 'invoice', 'USDT', '--merchant', 'nobody'],
    [
      1,
      /account is not valid: one of available/u,
      'ledger',
      'statement',
      '--asset',
      'USDT',
      '--account',
      'mine',
    ],
    [2, /<pair>: 'usdt' is no pair of assets; write BASE\/QUOTE/u, 'rate', 'set', 'usdt', '1'],
    [2, /--valid-for: 'long' is no duration/u, 'rate', 'set', 'USDT/USD', '1', '--valid-for', 'long'],
    [2, /<file>: cannot read 'absent' \(ENOENT\)/u, 'rate', 'import', 'absent'],
    [2, /required option '--asset <asset>'/u, 'ledger', 'statement'],
    [2, /--as-of: 'then' is no time/u, 'ledger', 'balance', '--as-of', 'then'],
    [2, /--kept: only with --merchant/u, 'ledger', 'verify', '--kept', '1:0'],
    [2, /--kept: '1:0' is none/u, 'ledger', 'verify', '--merchant', 'x', '--kept', '1:0'],
  ];
  for (const [code, words, ...commandArguments] of REFUSED) {
    test(`refuses ${commandArguments.join(' ')}`, async () => {
      const refused = await run(commandArguments);
      assert.deepEqual([refused.code, refused.output], [code, '']);
      assert.match(refused.errors, words);
    });
  }
});
