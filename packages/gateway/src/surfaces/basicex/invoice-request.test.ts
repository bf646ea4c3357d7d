import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatAmount } from '../../money/index.ts';
import { readInvoiceRequest } from './invoice-request.ts';

const JSON_TYPE = [['Content-Type', 'application/json']] as const;

/** As the official client writes it, fields in its order. */
const COIN_PRICED = {
  orderId: '6b2bc44b2d4543f287c5021deaf65770',
  currency: 'USDT',
  amount: 1025,
  precision: 2,
  amountType: 'coin_amount',
  description: 'Hello, BasicEx',
  notificationUrl: 'https://basicex.com/notify',
  redirectUrl: 'https://basicex.com',
  sendPaidNotification: false,
  physical: false,
};

const FIAT_PRICED = {
  orderId: 'A-1',
  fiat: 'USD',
  amount: 1489,
  precision: 2,
  amountType: 'money_price',
  description: '测试商品',
  notificationUrl: 'https://basicex.com/notify',
};

function read(
  fields: object | string | Uint8Array,
  headers: readonly (readonly [string, string])[] = JSON_TYPE,
) {
  const content =
    fields instanceof Uint8Array
      ? fields
      : Buffer.from(typeof fields === 'string' ? fields : JSON.stringify(fields));
  return readInvoiceRequest({ headers, body: content }, { loopbackCallbacks: false });
}

function accepted(fields: object | string) {
  const result = read(fields);
  assert.ok(result.ok, result.ok ? '' : result.message);
  return result.value;
}

describe('an invoice request', () => {
  it('prices in a coin', () => {
    const { orderNumber, price, description } = accepted(COIN_PRICED);
    assert.equal(orderNumber, '6b2bc44b2d4543f287c5021deaf65770');
    assert.equal(description, 'Hello, BasicEx');
    assert.equal(formatAmount(price.amount), '10.250000');
    assert.equal(price.coin?.code, 'USDT');
    assert.equal(price.network, undefined);
  });

  it('prices in fiat, the coin left open', () => {
    const { price } = accepted(FIAT_PRICED);
    assert.equal(price.amount.asset.code, 'USD');
    assert.equal(formatAmount(price.amount), '14.89');
    assert.equal(price.coin, undefined);
  });

  it('prices in fiat with coin and chain fixed', () => {
    const { price } = accepted({ ...FIAT_PRICED, currency: 'USDT', forcedChain: 'TRC20' });
    assert.equal(price.amount.asset.code, 'USD');
    assert.equal(price.coin?.code, 'USDT');
    assert.equal(price.network, 'tron');
  });

  it('takes the fiat beside coin_amount for nothing', () => {
    const { price } = accepted({ ...COIN_PRICED, fiat: 'USD' });
    assert.equal(price.amount.asset.code, 'USDT');
  });

  it('reads numbers written as text alike', () => {
    assert.deepEqual(accepted({ ...COIN_PRICED, amount: '1025', precision: '2' }), accepted(COIN_PRICED));
  });

  it('reads amounts past what a float can hold', () => {
    const content = JSON.stringify({ ...COIN_PRICED, precision: 6 }).replace(
      '"amount":1025',
      '"amount":9007199254740993',
    );
    assert.equal(accepted(content).price.amount.minor, 9_007_199_254_740_993n);
  });

  it('takes zeros beyond what the asset has decimals for, in a coin', () => {
    assert.equal(
      formatAmount(accepted({ ...COIN_PRICED, amount: 10_250_000, precision: 6 }).price.amount),
      '10.250000',
    );
    assert.equal(
      formatAmount(accepted({ ...COIN_PRICED, amount: 3, precision: 0 }).price.amount),
      '3.000000',
    );
  });

  it('reads both spellings of a chain', () => {
    for (const [forcedChain, network] of [
      ['TRC20', 'tron'],
      ['ERC20', 'ethereum'],
      ['MATIC', 'polygon'],
      ['Polygon', 'polygon'],
      ['BEP20', 'bsc'],
      ['BSC', 'bsc'],
    ]) {
      assert.equal(accepted({ ...COIN_PRICED, forcedChain }).price.network, network);
    }
  });

  it('is known by orderId, or else by the orderNo of the first example', () => {
    const { orderId: _, ...nameless } = COIN_PRICED;
    assert.equal(accepted({ ...nameless, orderNo: '2023082300001' }).orderNumber, '2023082300001');
    assert.equal(accepted({ ...nameless, orderId: null, orderNo: 'B-2' }).orderNumber, 'B-2');
    assert.equal(accepted({ ...COIN_PRICED, orderId: 'A-1', orderNo: 'B-2' }).orderNumber, 'A-1');
  });

  it('takes null for left out, and fields it does not know for nothing', () => {
    const { memory, payer } = accepted({
      ...FIAT_PRICED,
      payerEmail: null,
      metadata: null,
      source: 'x'.repeat(10_000),
    });
    assert.deepEqual([memory, payer], [{ notificationUrl: 'https://basicex.com/notify' }, undefined]);
  });

  it('remembers what the invoice itself has no place for', () => {
    const ofPayer = {
      buyerId: 'customer-7',
      buyerIp: '2001:db8::1',
      metadata: { cart: '17', note: '"<&>\' ü' },
      payerEmail: 'payer@example.com',
    };
    const optional = {
      redirectUrl: 'https://basicex.com/thanks?order=1',
      sendPaidNotification: true,
      physical: true,
    };
    const { memory, payer } = accepted({ ...FIAT_PRICED, ...optional, ...ofPayer });
    assert.deepEqual(memory, { ...optional, notificationUrl: FIAT_PRICED.notificationUrl });
    assert.deepEqual(payer, ofPayer);
  });

  it("reads what the official client's JSON writer escapes", () => {
    const content = JSON.stringify(FIAT_PRICED).replace('/notify', '/notify?a\\u003d1\\u0026b\\u003d2');
    assert.equal(accepted(content).memory.notificationUrl, 'https://basicex.com/notify?a=1&b=2');
  });
});

describe('a bad invoice request is refused, naming the parameter', () => {
  const TOO_LONG = 'x'.repeat(65);
  const CASES: readonly [what: string, change: Readonly<Record<string, unknown>>, parameter: string][] = [
    ...['orderId', 'amount', 'precision', 'amountType', 'description', 'notificationUrl', 'currency'].map(
      (field): [string, Record<string, unknown>, string] => [`no ${field}`, { [field]: undefined }, field],
    ),
    ['money_price without fiat', { amountType: 'money_price' }, 'fiat'],
    ['an empty orderId', { orderId: '' }, 'orderId'],
    ['an orderId of 65 characters', { orderId: TOO_LONG }, 'orderId'],
    ['an orderId with a line break', { orderId: 'a\nb' }, 'orderId'],
    ['an orderId beyond ASCII', { orderId: '测试' }, 'orderId'],
    ['an orderId that is a list', { orderId: ['a'] }, 'orderId'],
    ['an orderId that is true', { orderId: true }, 'orderId'],
    ['an amount of zero', { amount: 0 }, 'amount'],
    ['an amount below zero', { amount: -1 }, 'amount'],
    ['an amount with decimals', { amount: 10.25 }, 'amount'],
    ['an amount with an exponent', { amount: '1e3' }, 'amount'],
    ['an amount with leading zeros', { amount: '0100' }, 'amount'],
    ['an amount that is no number', { amount: 'ten' }, 'amount'],
    ['an amount past 64 bits', { amount: '9223372036854775808', precision: 6 }, 'amount'],
    ['an amount of twenty digits', { amount: '10000000000000000000', precision: 6 }, 'amount'],
    ['a precision below zero', { precision: -1 }, 'precision'],
    ["a precision past the coin's", { precision: 7 }, 'precision'],
    ['a precision past two in fiat', { amountType: 'money_price', fiat: 'USD', precision: 3 }, 'precision'],
    ['a precision with decimals', { precision: 2.5 }, 'precision'],
    ['an unknown amountType', { amountType: 'MONEY_PRICE' }, 'amountType'],
    ['an empty description', { description: '' }, 'description'],
    ['a description of 513 characters', { description: 'x'.repeat(513) }, 'description'],
    ['a description with half a surrogate pair', { description: '\ud800' }, 'description'],
    ['a description with a NUL', { description: 'a\u0000b' }, 'description'],
    ['a notificationUrl over plain http', { notificationUrl: 'http://basicex.com' }, 'notificationUrl'],
    ['a notificationUrl that is none', { notificationUrl: 'basicex.com' }, 'notificationUrl'],
    [
      'a notificationUrl that cannot be signed',
      { notificationUrl: 'https://basicex.com/ü' },
      'notificationUrl',
    ],
    [
      'a notificationUrl of 1025 characters',
      { notificationUrl: `https://a.b/${'x'.repeat(1_013)}` },
      'notificationUrl',
    ],
    ['an unknown fiat', { amountType: 'money_price', fiat: 'GBP' }, 'fiat'],
    ['a fiat in lower case', { amountType: 'money_price', fiat: 'usd' }, 'fiat'],
    ['an unknown currency', { currency: 'DOGE' }, 'currency'],
    ['a currency of another provider', { currency: 'BLKC' }, 'currency'],
    ['an unknown chain', { forcedChain: 'SOL' }, 'forcedChain'],
    ['a chain the coin is not on', { currency: 'USDC', forcedChain: 'TRC20' }, 'forcedChain'],
    ['a chain for a coin without any', { currency: 'BCNY', forcedChain: 'TRC20' }, 'forcedChain'],
    [
      'a chain without a coin',
      { amountType: 'money_price', fiat: 'USD', currency: undefined, forcedChain: 'TRC20' },
      'currency',
    ],
    ['a buyerId of 129 characters', { buyerId: 'x'.repeat(129) }, 'buyerId'],
    ['a buyerIp that is none', { buyerIp: '300.1.1.1' }, 'buyerIp'],
    ['a payerEmail that is none', { payerEmail: 'payer' }, 'payerEmail'],
    ['a redirectUrl that is a script', { redirectUrl: 'javascript:alert(1)' }, 'redirectUrl'],
    ['metadata that is text', { metadata: 'cart=17' }, 'metadata'],
    ['metadata with a list in it', { metadata: { cart: [17] } }, 'metadata'],
    ['metadata with a null in it', { metadata: { cart: null } }, 'metadata'],
    ['metadata with a name too long', { metadata: { [TOO_LONG]: 'x' } }, 'metadata'],
    ['metadata with a text too long', { metadata: { cart: 'x'.repeat(513) } }, 'metadata'],
    [
      'metadata of 33 names',
      { metadata: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [n, ''])) },
      'metadata',
    ],
    ['a sendPaidNotification that is text', { sendPaidNotification: 'true' }, 'sendPaidNotification'],
    ['a physical that is a number', { physical: 1 }, 'physical'],
  ];
  for (const [what, change, parameter] of CASES) {
    it(what, () => {
      const result = read({ ...COIN_PRICED, ...change });
      assert.ok(!result.ok);
      assert.deepEqual([result.status, result.code, result.parameter], [400, 'GW400002', parameter]);
      assert.match(result.message, new RegExp(`\\b${parameter}\\b.*\\.$`, 'u'));
    });
  }
});

describe('a body that cannot be read is refused', () => {
  const good = JSON.stringify(COIN_PRICED);
  const CASES: readonly [what: string, content: string | Uint8Array, contentType?: string][] = [
    ['JSON cut short', good.slice(0, -1)],
    ['two documents', good + good],
    ['a name twice', good.replace('{', '{"orderId":"other",')],
    ['a list', '[]'],
    ['a text', '"orderId"'],
    ['bytes that are not UTF-8', Buffer.from(good.replace('Hello', '\xff'), 'latin1')],
    ['nested too deep', good.replace('"USDT"', `${'['.repeat(100)}${']'.repeat(100)}`)],
    ['a form', good, 'application/x-www-form-urlencoded'],
    ['no content type', good, ''],
    ['a content type that only begins like JSON', good, 'application/json5'],
  ];
  for (const [what, content, contentType = 'application/json;charset=UTF-8'] of CASES) {
    it(what, () => {
      const headers = contentType === '' ? [] : ([['content-type', contentType]] as const);
      const result = read(typeof content === 'string' ? Buffer.from(content) : content, headers);
      assert.ok(!result.ok);
      assert.deepEqual([result.status, result.code, result.parameter], [400, 'GW400004', '']);
    });
  }

  it('an empty one lacks its first field', () => {
    const result = read('');
    assert.ok(!result.ok);
    assert.equal(result.parameter, 'orderId');
  });
});

describe('whatever is sent', () => {
  const field = fc.constantFrom(
    ...Object.keys(COIN_PRICED),
    'fiat',
    'forcedChain',
    'metadata',
    'buyerIp',
    'orderNo',
  );
  const change = fc.dictionary(field, fc.jsonValue({ depthSize: 'small' }));

  it('is read or refused, and refusing names what was sent or left out', () => {
    fc.assert(
      fc.property(change, (changes) => {
        const result = read({ ...COIN_PRICED, ...changes });
        if (result.ok) assert.ok(result.value.price.amount.minor > 0n);
        else assert.ok(['GW400002', 'GW400004'].includes(result.code) && result.message !== '');
      }),
    );
  });

  it('may be any bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.equal(read(bytes).ok, false)));
  });
});
