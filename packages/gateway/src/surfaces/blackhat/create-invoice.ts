import {
  createInvoice,
  draftInvoice,
  findShop,
  fingerprintOf,
  type Invoice,
  randomUuid,
  type Shop,
} from '../../core/index.ts';
import { type Amount, compareAmounts, parseAmount } from '../../money/index.ts';
import { type Answer, failed, succeeded } from './envelope.ts';
import { BLKC, type InvoiceMemory, renderInvoice } from './invoice.ts';
import type { Method, MethodContext } from './method.ts';
import { identifier, invalidParameter, type ParameterRules, type Parameters } from './parameters.ts';

const DESCRIPTION_CHARACTERS_MAXIMUM = 1_024;
const EXPIRES_IN_SECONDS = { minimum: 300, default: 3_600, maximum: 43_200 } as const;
/** The chain's own bound, in whole coins. */
const AMOUNT_MAXIMUM = '21000000';

const CALLBACK_URL_WORDS =
  'an http or https url without user name or password, up to 2048 characters, others than ASCII percent-encoded.';

/** Ours, after the four fields of the dashboard's invoice form: store, payment type, amount, description. */
const rules: ParameterRules = {
  store_id: { required: true, ...identifier('the id of one of your stores, see getStores.') },
  payment_type: {
    required: true,
    pattern: /^(?:transparent|shielded)$/iu,
    words: 'transparent or shielded.',
  },
  amount: {
    required: true,
    pattern: /^\d{1,8}(?:\.\d{1,8})?$/u,
    words: `BLKC as a plain decimal above 0, at most ${AMOUNT_MAXIMUM}, with up to 8 decimals.`,
  },
  description: {
    pattern: new RegExp(`^[^\\p{Cc}]{0,${DESCRIPTION_CHARACTERS_MAXIMUM}}$`, 'u'),
    words: `up to ${DESCRIPTION_CHARACTERS_MAXIMUM} characters, none of them control characters.`,
  },
  order_id: { pattern: /^[\w-]{1,128}$/u, words: '1 to 128 letters, digits, _ or -.' },
  expires_in: {
    pattern: /^[1-9]\d{0,5}$/u,
    words: `whole seconds from ${EXPIRES_IN_SECONDS.minimum} to ${EXPIRES_IN_SECONDS.maximum}.`,
  },
  callback_url: { pattern: /^[!-~]{1,2048}$/u, words: CALLBACK_URL_WORDS },
};

interface Command {
  readonly amount: Amount;
  readonly paymentType: 'transparent' | 'shielded';
  readonly expiresInSeconds: number;
}

/** `createInvoice`. The same `order_id` with the same store, type and amount gives the invoice that there is. */
export const createInvoiceMethod: Method = {
  rules,
  prepare: async (parameters, context) => {
    const command = readCommand(parameters);
    if ('body' in command) return () => Promise.resolve(command);
    const { core, merchantId } = context;
    const shop = await findShop(core.reader, {
      merchantId,
      dialect: 'blackhat',
      number: parameters.store_id ?? '',
    });
    if (shop === undefined) {
      return () => Promise.resolve(failed('STORE_NOT_FOUND', `You have no store ${parameters.store_id}.`));
    }
    const draft = await draftFrom(command, parameters, shop, context);
    return async (transaction) => {
      const result = await createInvoice(transaction, core, draft);
      if (result.outcome === 'conflict') return duplicate(parameters);
      return succeeded(
        renderInvoice(result.invoice, shop, { now: core.environment.now(), publicUrl: context.publicUrl }),
      );
    };
  },
};

function readCommand(parameters: Parameters): Command | Answer {
  const amount = parseAmount(parameters.amount ?? '', BLKC);
  if ('problem' in amount) return invalidParameter('amount', amount.message);
  const maximum = parseAmount(AMOUNT_MAXIMUM, BLKC) as Amount;
  if (amount.minor <= 0n || compareAmounts(amount, maximum) > 0) {
    return invalidParameter('amount', rules.amount?.words ?? '');
  }
  const expiresInSeconds = Number(parameters.expires_in ?? EXPIRES_IN_SECONDS.default);
  if (expiresInSeconds < EXPIRES_IN_SECONDS.minimum || expiresInSeconds > EXPIRES_IN_SECONDS.maximum) {
    return invalidParameter('expires_in', rules.expires_in?.words ?? '');
  }
  if (parameters.callback_url !== undefined && !isCallbackUrl(parameters.callback_url)) {
    return invalidParameter('callback_url', CALLBACK_URL_WORDS);
  }
  const paymentType = parameters.payment_type?.toLowerCase() === 'shielded' ? 'shielded' : 'transparent';
  return { amount, paymentType, expiresInSeconds };
}

/** A user name or password in it would be left out, or shown in logs. */
function isCallbackUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/u.test(url.protocol) && url.username === '' && url.password === '';
}

function draftFrom(
  { amount, paymentType, expiresInSeconds }: Command,
  parameters: Parameters,
  shop: Shop,
  { core, merchantId }: MethodContext,
): Promise<Invoice> {
  const { order_id: orderNumber, callback_url: callbackUrl } = parameters;
  const memory: InvoiceMemory = callbackUrl === undefined ? {} : { callbackUrl };
  return draftInvoice(core, {
    merchantId,
    dialect: 'blackhat',
    number: randomUuid(core.environment),
    ...(orderNumber === undefined ? {} : { orderNumber }),
    // Ours: the description, the lifetime and where callbacks go may be told otherwise by a repeat. The first is kept.
    fingerprint: fingerprintOf({ shopId: shop.id, paymentType, amount: amount.minor }),
    shopId: shop.id,
    priced: amount,
    due: amount,
    network: 'blackhat',
    addressKind: paymentType,
    description: parameters.description ?? '',
    expiresAt: core.environment.now() + expiresInSeconds * 1_000,
    extra: { ...memory },
  });
}

function duplicate({ order_id: orderId = '' }: Parameters): Answer {
  return failed(
    'DUPLICATE_ORDER',
    `order_id ${orderId} belongs to an invoice with another store, type or amount.`,
    {
      parameter: 'order_id',
    },
  );
}
