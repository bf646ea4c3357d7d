import type { Direction, Mode } from './direction.ts';
import { type Message, type MessageInput, message as toMessage } from './message.ts';
import { Refusal } from './verdict.ts';
import type { Credentials } from './vocabulary/seals.ts';
import { type Carried, Source } from './vocabulary/source.ts';
import { render, type StringToSign } from './vocabulary/string-to-sign.ts';
import { Wire } from './vocabulary/wire.ts';

export interface SignOptions {
  readonly credentials: Credentials;
  /** The time to sign, in Unix milliseconds. BlackHat wants each one greater than the last. */
  readonly at: number;
  /** The unique id of the message, for the dialects that have one: EasyLink's nonce, UPay's request id. */
  readonly nonce?: string;
  /** Which way of signing, where the dialect has several; else the first that the credentials allow. */
  readonly mode?: string;
  /** UPay: encrypt the parameters, or do not; else what the provider asks of this path. */
  readonly encrypt?: boolean;
}

export interface Signed {
  /** The message to send: signed, and encrypted where the dialect encrypts. */
  readonly message: Message;
  readonly stringToSign: StringToSign;
  readonly signature: string;
  readonly mode: string;
}

/**
 * Signs a message. It throws a `Refusal` where the message cannot be signed as it stands (its code and words say why).
 *
 * @example
 * ```ts
 * import { basicex, sign } from '@countersign/signing';
 * const { message, signature } = await sign(basicex.request, {
 *   method: 'POST',
 *   url: 'https://openapi.basicex.com/v2/invoices',
 *   body: '{"t": "123"}',
 * }, { credentials: { apiKey: 'my_api_key', secretKey: 'my_secret_key' }, at: Date.now() });
 * console.log(signature.slice(0, 8), message.headers.length); // 1dd29384 2
 * ```
 */
export async function sign(direction: Direction, input: MessageInput, options: SignOptions): Promise<Signed> {
  const mode = chooseMode(direction, options);
  const carried = carriedBy(mode, options);
  const plain = toMessage(input);
  const wrapped = await wrap(mode, plain, options);
  const carrying = carry(mode, wrapped, carried, options.credentials);
  const stringToSign = render(mode.readings[0], new Source(carrying, carried, plain.body));
  const signature = await mode.seal.sign(stringToSign, options.credentials);
  return {
    message: mode.carry.signature.write(carrying, signature).message,
    stringToSign,
    signature,
    mode: mode.name,
  };
}

function chooseMode({ modes }: Direction, { mode: wanted, credentials }: SignOptions): Mode {
  if (wanted !== undefined) {
    const mode = modes.find(({ name }) => name === wanted);
    if (mode === undefined)
      throw new TypeError(`no mode '${wanted}': there is ${modes.map(({ name }) => name).join(', ')}`);
    return mode;
  }
  return modes.find(({ seal }) => seal.canSign(credentials)) ?? modes[0];
}

function carriedBy(mode: Mode, { at, nonce, credentials }: SignOptions): Carried {
  if (mode.carry.nonce && nonce === undefined) throw new Refusal('nonce_missing', mode.carry.nonce.name);
  const keyId = mode.identity?.idOf(credentials);
  if (mode.identity && keyId === undefined) throw new Refusal('key_missing', mode.identity.carrier.name);
  return {
    keyId: keyId ?? '',
    timestamp: mode.carry.timestamp && mode.fresh ? mode.fresh.format(at) : '',
    nonce: nonce ?? '',
  };
}

async function wrap({ wrapping }: Mode, plain: Message, options: SignOptions): Promise<Message> {
  if (wrapping === undefined || !(options.encrypt ?? wrapping.appliesTo(plain))) return plain;
  return { ...plain, body: await wrapping.close(plain.body, options.credentials) };
}

function carry(mode: Mode, message: Message, carried: Carried, credentials: Credentials): Wire {
  const { identity } = mode;
  const { timestamp, nonce } = mode.carry;
  let carrying = new Wire({ ...message, headers: [...message.headers, ...(mode.headers ?? [])] });
  if (identity) carrying = identity.carrier.write(carrying, identity.textOf(credentials) ?? carried.keyId);
  if (nonce) carrying = nonce.write(carrying, carried.nonce);
  if (timestamp) carrying = timestamp.write(carrying, carried.timestamp);
  return carrying;
}
