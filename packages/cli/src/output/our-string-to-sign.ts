import {
  type Credentials,
  type Direction,
  type Fragment,
  inspect,
  type Message,
  type Presented,
  Refusal,
  Source,
  StringToSign,
} from '@countersign/signing';

/**
 * What the documented rule says the signature covers, with keys masked, for comparing with one's own. Undefined where the
 * message cannot be read that far.
 */
export async function ourStringToSign(
  direction: Direction,
  message: Message,
  credentials: Credentials,
): Promise<string | undefined> {
  const presented = inspect(direction, message);
  if (!presented.ok) return undefined;
  try {
    const source = await openSource(presented, credentials);
    const [documented] = presented.mode.readings;
    const fragments = documented.parts.map(({ name, secret, render }): Fragment => {
      const value = render(source);
      return secret ? { part: name, value, secret } : { part: name, value };
    });
    return new StringToSign(fragments).masked;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

async function openSource(presented: Presented, credentials: Credentials): Promise<Source> {
  const { mode, wire } = presented;
  const ciphertext = mode.wrapping?.find(wire);
  if (ciphertext === undefined) return new Source(wire, presented);
  return new Source(wire, presented, await mode.wrapping?.open(ciphertext, credentials));
}
