import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { INVOICE, onEachEngine, type Parameters } from '../../../../../test/support/blackhat.ts';
import { METHODS } from './methods.ts';

/** Stands for the store that the merchant has. */
const OURS = { store_id: '7' };
const LETTERS_64 = 'x'.repeat(64);

interface Case {
  /** What is changed; undefined leaves it out. */
  readonly changes: Readonly<Record<string, string | undefined>>;
  readonly code: string;
  readonly words?: RegExp;
}

const refused = (name: string, ...values: readonly (string | undefined)[]): readonly Case[] =>
  values.map((value) => ({ changes: { [name]: value }, code: 'INVALID_PARAMETER' }));

/** For each method: parameters that it takes, and what is refused in their place. */
const TABLE: Readonly<Record<string, { readonly good: Parameters; readonly cases: readonly Case[] }>> = {
  getInvoice: {
    good: {},
    cases: [
      ...refused('invoice_id', undefined, '', `${LETTERS_64}x`, 'a\0', 'a\nb'),
      { changes: { invoice_id: LETTERS_64 }, code: 'INVOICE_NOT_FOUND' },
      {
        changes: { invoice_id: 'x', store_id: '7' },
        code: 'UNKNOWN_PARAMETER',
        words: /no parameter store_id; it has: invoice_id\.$/u,
      },
    ],
  },
  createInvoice: {
    good: { ...OURS, ...INVOICE },
    cases: [
      ...refused('store_id', undefined, '', `${LETTERS_64}x`, '\0'),
      { changes: { store_id: '8' }, code: 'STORE_NOT_FOUND' },
      ...refused('payment_type', undefined, '', 'public', 'transparent ', 'both'),
      ...refused(
        'amount',
        undefined,
        '',
        '0',
        '0.00000000',
        '-1',
        '+1',
        '1e3',
        '0x10',
        '1,5',
        '.5',
        '5.',
        '01',
        ' 1',
      ),
      ...refused('amount', '0.000000001', '21000000.00000001', '21000001', '100000000', '٣', '1\0', 'NaN'),
      ...refused('description', 'x'.repeat(1_025), 'two\nlines', 'a\0', '\u0085'),
      ...refused('order_id', '', 'x'.repeat(129), 'A 1', 'A/1', 'É', 'A\0'),
      ...refused('expires_in', '', '299', '43201', '-300', '300.0', '3e2', '0300', '99999999', '１000'),
      ...refused(
        'callback_url',
        '',
        'shop.example',
        'ftp://shop.example/',
        'https://',
        'http://[',
        'https://a b/',
      ),
      ...refused(
        'callback_url',
        'https://u:p@shop.example/',
        'https://é.example/',
        `https://s.example/${'x'.repeat(2_048)}`,
      ),
      {
        changes: { currency: 'BLKC' },
        code: 'UNKNOWN_PARAMETER',
        words: /no parameter currency; it has: store_id, payment_type, amount/u,
      },
      { changes: { Amount: '1' }, code: 'UNKNOWN_PARAMETER' },
      { changes: { constructor: '1' }, code: 'UNKNOWN_PARAMETER' },
    ],
  },
  getInvoices: {
    good: {},
    cases: [
      ...refused('store_id', '', `${LETTERS_64}x`, '\0'),
      { changes: { store_id: '8' }, code: 'STORE_NOT_FOUND' },
      ...refused('status', '', 'open', 'Pending', 'pending,paid'),
      ...refused('order_id', '', 'x'.repeat(129), 'A 1', 'A\0'),
      ...refused('offset', '', '-1', '1.5', '1e1', '9999999999', '１'),
      ...refused('count', '', '0', '-1', '1001', '01', '1.0', '10000'),
      { changes: { page: '1' }, code: 'UNKNOWN_PARAMETER' },
    ],
  },
  cancelInvoice: {
    good: {},
    cases: [
      ...refused('invoice_id', undefined, '', `${LETTERS_64}x`, '\0'),
      { changes: { invoice_id: LETTERS_64 }, code: 'INVOICE_NOT_FOUND' },
      { changes: { invoice_id: 'x', reason: '' }, code: 'UNKNOWN_PARAMETER' },
    ],
  },
  getStores: {
    good: {},
    cases: [
      {
        changes: { store_id: '7' },
        code: 'UNKNOWN_PARAMETER',
        words: /no parameter store_id; it has: none\.$/u,
      },
    ],
  },
};

const STATUSES: Readonly<Record<string, number>> = {
  INVALID_PARAMETER: 400,
  UNKNOWN_PARAMETER: 400,
  INVOICE_NOT_FOUND: 404,
  STORE_NOT_FOUND: 404,
};

onEachEngine('BlackHat refuses', (opened) => {
  for (const [method, { good, cases }] of Object.entries(TABLE)) {
    describe(`of ${method}`, () => {
      for (const { changes, code, words } of cases) {
        const what = JSON.stringify(changes, (_, value) => value ?? null);
        it(`${what.length > 80 ? `${what.slice(0, 80)}…` : what}: ${code}`, async () => {
          const parameters = defined({ ...good, ...changes });
          const { status, ok, error, text } = await opened().call({ method, parameters, encoding: 'form' });
          assert.deepEqual([status, ok, error?.code], [STATUSES[code], false, code], text);
          if (words !== undefined) assert.match(error.message ?? '', words);
          if (!code.endsWith('NOT_FOUND')) assert.equal(error.parameter, Object.keys(changes).at(-1));
        });
      }
    });
  }

  it('nothing by falling over: whatever is sent is answered in the envelope', async () => {
    const { call } = opened();
    const names = [...new Set(Object.values(METHODS).flatMap(({ rules }) => Object.keys(rules)))];
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 70 }),
      fc.constantFrom('7', '1', 'transparent'),
    );
    const parameters = fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 4, noNullPrototype: true });
    const anyCall = fc.record({ method: fc.constantFrom(...Object.keys(METHODS)), parameters });
    await fc.assert(
      fc.asyncProperty(anyCall, async ({ method, parameters }) => {
        const { status, text } = await call({ method, parameters, encoding: 'form' });
        assert.ok(status < 500, `${status} ${text}`);
      }),
      { numRuns: 50 },
    );
  });
});

onEachEngine('BlackHat takes', (opened) => {
  const CASES: readonly [what: string, method: string, parameters: Parameters][] = [
    ['the least of createInvoice', 'createInvoice', { ...OURS, payment_type: 'shielded', amount: '1' }],
    ['an empty description', 'createInvoice', { ...OURS, ...INVOICE, description: '' }],
    [
      'a description of 1024 characters',
      'createInvoice',
      { ...OURS, ...INVOICE, description: '🙂'.repeat(1_024) },
    ],
    [
      'a payment_type in any letter case',
      'createInvoice',
      { ...OURS, ...INVOICE, payment_type: 'TransParent' },
    ],
    ['the smallest amount', 'createInvoice', { ...OURS, ...INVOICE, amount: '0.00000001' }],
    ['the largest amount', 'createInvoice', { ...OURS, ...INVOICE, amount: '21000000.00000000' }],
    ['the shortest life', 'createInvoice', { ...OURS, ...INVOICE, expires_in: '300' }],
    ['the longest life', 'createInvoice', { ...OURS, ...INVOICE, expires_in: '43200' }],
    [
      'a callback_url',
      'createInvoice',
      { ...OURS, ...INVOICE, callback_url: 'https://shop.example/paid?a=1' },
    ],
    ['the longest order_id', 'createInvoice', { ...OURS, ...INVOICE, order_id: 'A_1-'.repeat(32) }],
    ['the largest page', 'getInvoices', { count: '1000', offset: '999999999' }],
    [
      'every filter at once',
      'getInvoices',
      { ...OURS, status: 'confirming', order_id: 'A-1', count: '1', offset: '0' },
    ],
  ];
  for (const [what, method, parameters] of CASES) {
    it(what, async () => {
      const answer = await opened().call({ method, parameters });
      assert.equal(answer.status, 200, answer.text);
    });
  }
});

function defined(parameters: Readonly<Record<string, string | undefined>>): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
