import Type, { type Static } from 'typebox';
import { COIN_CODES, FIAT_CODES } from './assets.ts';
import { NETWORK_CODES } from './networks.ts';
import { URL_PATTERN } from './web-address.ts';

const ORDER_NUMBER_PATTERN = '^[ -~]{1,64}$';

/** What the merchant's own number for an order may be: ASCII, because the official client puts it into a path as it is. */
export const ORDER_NUMBER = new RegExp(ORDER_NUMBER_PATTERN, 'u');

/**
 * The fields of `POST /v2/invoices` (https://developers.basicex.com/en/openapi_v2/create-an-invoice.html). Numbers are described as
 * their text, so that 200 and "200" are the same; the documentation shows both.
 *
 * Lengths are ours: none is documented. Patterns state them, in code points: `maxLength` counts what a reader sees as one character,
 * which can be any number of bytes.
 */
export const InvoiceFields = Type.Object({
  orderId: Type.String({
    pattern: ORDER_NUMBER_PATTERN,
    description: 'your own number for the order, 1 to 64 printable ASCII characters.',
  }),
  amount: Type.String({
    pattern: '^[1-9][0-9]{0,18}$',
    description: 'a whole number above zero, to be read with precision: 200 with precision 2 is 2.00.',
  }),
  // The client's comments name defaults, the page says required. Ours: required, because a wrong guess is an amount wrong a hundredfold.
  precision: Type.String({
    pattern: '^(?:0|[1-9][0-9]?)$',
    description: 'how many of the digits of amount are decimals, as a whole number: 2 for fiat.',
  }),
  amountType: Type.Enum(['money_price', 'coin_amount'], {
    description: 'money_price for an amount of fiat, coin_amount for an amount of currency.',
  }),
  description: Type.String({
    pattern: '^(?:[^\\p{Cc}\\p{Cs}]|[\\t\\r\\n]){1,512}$',
    description: 'what is paid for, 1 to 512 characters; shown to the payer.',
  }),
  notificationUrl: Type.String({
    pattern: URL_PATTERN,
    description: 'the https url that webhooks are sent to, at most 1024 characters.',
  }),
  fiat: Type.Optional(Type.Enum([...FIAT_CODES], { description: `one of ${FIAT_CODES.join(', ')}.` })),
  currency: Type.Optional(Type.Enum([...COIN_CODES], { description: `one of ${COIN_CODES.join(', ')}.` })),
  forcedChain: Type.Optional(
    Type.Enum([...NETWORK_CODES], { description: `one of ${NETWORK_CODES.join(', ')}.` }),
  ),
  buyerId: Type.Optional(
    Type.String({ pattern: '^[^\\p{Cc}\\p{Cs}]{1,128}$', description: 'at most 128 characters.' }),
  ),
  buyerIp: Type.Optional(
    Type.Union([Type.String({ format: 'ipv4' }), Type.String({ format: 'ipv6' })], {
      description: 'an IPv4 or IPv6 address.',
    }),
  ),
  payerEmail: Type.Optional(
    Type.String({ format: 'email', maxLength: 254, description: 'an e-mail address.' }),
  ),
  redirectUrl: Type.Optional(
    Type.String({ pattern: URL_PATTERN, description: 'an http or https url of at most 1024 characters.' }),
  ),
  metadata: Type.Optional(
    Type.Record(
      Type.String({ pattern: '^[^\\p{Cs}]{1,64}$' }),
      Type.String({ pattern: '^[^\\p{Cs}]{0,512}$' }),
      {
        maxProperties: 32,
        additionalProperties: false,
        description: 'at most 32 names of at most 64 characters, each with a text of at most 512 characters.',
      },
    ),
  ),
  sendPaidNotification: Type.Optional(Type.Boolean({ description: 'true or false.' })),
  physical: Type.Optional(Type.Boolean({ description: 'true or false.' })),
});

export type InvoiceFields = Static<typeof InvoiceFields>;
