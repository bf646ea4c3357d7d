import { createHmac, type KeyObject, timingSafeEqual, verify as verifyWithKey } from 'node:crypto';
import type { Message } from '@countersign/signing';
import type { Work } from './measure.ts';

/**
 * The least that verifies a message, for the dialects that must read the body before there is anything to seal: one straight line
 * of what Node brings. It takes flat bodies of texts only, and checks no names, duplicates, keys or times, nor how the signature is
 * spelled; headers come looked up, as Node's own server has them. So it shows how much of the distance to the bare cryptography
 * is the provider's rule, which nobody can leave out, and how much is ours.
 */
export type HandWritten = (message: Message) => Work;

export function blackhat(secret: string): HandWritten {
  return ({ body }) =>
    () => {
      const parameters: string[] = [];
      let signature = '';
      for (const pair of textOf(body).split('&')) {
        if (pair.startsWith('sign=')) signature = pair.slice('sign='.length);
        else parameters.push(/[%+]/.test(pair) ? decodeURIComponent(pair.replaceAll('+', ' ')) : pair);
      }
      const expected = createHmac('sha256', secret).update(parameters.sort().join('&')).digest();
      return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
    };
}

export function upay(secret: string): HandWritten {
  return ({ method, url, headers, body }) => {
    const sent = new Headers(headers.map(([name, value]) => [name, value]));
    const [time, id, signature = ''] = [
      sent.get('x-upa-timestamp'),
      sent.get('x-upa-requestid'),
      sent.get('x-upa-sign') ?? '',
    ];
    return () => {
      const parameters = JSON.parse(textOf(body));
      const pairs = Object.keys(parameters)
        .sort()
        .map((name) => `${name}=${parameters[name]}`);
      const expected = createHmac('sha256', secret)
        .update(`${method}|${url}|${time}|${id}|${pairs.join('&')}`)
        .digest();
      return timingSafeEqual(expected, Buffer.from(signature, 'base64'));
    };
  };
}

const SIGNED_HEADERS = ['X-EasyLink-AppKey', 'X-EasyLink-Nonce', 'X-EasyLink-Timestamp'];

export function easylink(publicKey: KeyObject): HandWritten {
  return ({ headers, body }) => {
    const sent = new Headers(headers.map(([name, value]) => [name, value]));
    const carried = SIGNED_HEADERS.map((name) => `${name}=${sent.get(name)}`);
    const appKey = sent.get('X-EasyLink-AppKey');
    const signature = sent.get('X-EasyLink-Sign') ?? '';
    return () => {
      const parameters = JSON.parse(textOf(body));
      const pairs = Object.keys(parameters).map((name) => `${name}=${formEncoded(parameters[name])}`);
      const signed = `${appKey}${[...carried, ...pairs].sort().join('&')}${appKey}`;
      return verifyWithKey('sha256', Buffer.from(signed), publicKey, Buffer.from(signature, 'base64'));
    };
  };
}

/** As PHP's `urlencode` writes it, all but `! ' ( ) * ~`. */
function formEncoded(value: string): string {
  return encodeURIComponent(value).replace(/%20/g, '+');
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8');
}
