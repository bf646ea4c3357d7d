import { createHmac, timingSafeEqual } from 'node:crypto';
import aws4 from 'aws4';
import { createSigner, createVerifier, httpbis } from 'http-message-signatures';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import type { Work } from './measure.ts';

/** Other libraries doing what they do, each beside the bare HMAC-SHA256 of the same body. */
export interface Peer {
  readonly name: string;
  readonly prepare: (sizeBytes: number) => Promise<Partial<Record<'sign' | 'verify', Work>>>;
}

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const body = (sizeBytes: number) =>
  JSON.stringify({ id: 'evt_1', object: 'event', note: 'a'.repeat(Math.max(0, sizeBytes - 45)) });

/** The baseline of every row of peers. */
export function bare(sizeBytes: number): Record<'sign' | 'verify', Work> {
  const bytes = Buffer.from(body(sizeBytes));
  const expected = createHmac('sha256', SECRET).update(bytes).digest();
  return {
    sign: () => createHmac('sha256', SECRET).update(bytes).digest('hex'),
    verify: () => {
      if (!timingSafeEqual(createHmac('sha256', SECRET).update(bytes).digest(), expected))
        throw new Error('no match');
    },
  };
}

export const PEERS: readonly Peer[] = [
  {
    name: 'stripe',
    prepare: async (sizeBytes) => {
      const stripe = new Stripe('sk_test_bench');
      const payload = body(sizeBytes);
      const header = stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET });
      return {
        sign: () => stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET }),
        verify: () => stripe.webhooks.constructEvent(payload, header, SECRET),
      };
    },
  },
  {
    name: 'standardwebhooks',
    prepare: async (sizeBytes) => webhookWorks(new StandardWebhook(SECRET), 'webhook', body(sizeBytes)),
  },
  {
    name: 'svix',
    prepare: async (sizeBytes) => webhookWorks(new SvixWebhook(SECRET), 'svix', body(sizeBytes)),
  },
  {
    name: 'aws4',
    prepare: async (sizeBytes) => ({
      sign: () =>
        aws4.sign(
          { host: 'sqs.us-east-1.amazonaws.com', path: '/', method: 'POST', body: body(sizeBytes) },
          { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET },
        ),
    }),
  },
  {
    name: 'http-message-signatures',
    prepare: async (sizeBytes) => {
      const key = createSigner(Buffer.from(SECRET), 'hmac-sha256', 'bench');
      const request = {
        method: 'POST',
        url: 'https://example.com/foo',
        headers: {
          'content-length': String(sizeBytes),
          'content-digest': 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:',
        },
      };
      const fields = ['@method', '@target-uri', 'content-digest'];
      const signed = await httpbis.signMessage({ key, fields }, request);
      const verifier = {
        id: 'bench',
        algs: ['hmac-sha256'],
        verify: createVerifier(Buffer.from(SECRET), 'hmac-sha256'),
      };
      return {
        sign: () => httpbis.signMessage({ key, fields }, request),
        verify: async () => {
          if ((await httpbis.verifyMessage({ keyLookup: async () => verifier }, signed)) !== true)
            throw new Error('no match');
        },
      };
    },
  },
];

function webhookWorks(
  webhook: StandardWebhook | SvixWebhook,
  prefix: string,
  payload: string,
): Record<'sign' | 'verify', Work> {
  const now = new Date();
  const headers = {
    [`${prefix}-id`]: 'msg_1',
    [`${prefix}-timestamp`]: String(Math.floor(now.getTime() / 1_000)),
    [`${prefix}-signature`]: webhook.sign('msg_1', now, payload),
  };
  return {
    sign: () => webhook.sign('msg_1', now, payload),
    verify: () => webhook.verify(payload, headers),
  };
}
