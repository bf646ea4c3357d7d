import { type Amount, formatShortest } from '../../money/index.ts';
import { encodeBitcoinAddress } from '../addresses/bitcoin.ts';
import { encodeTransparentAddress } from '../addresses/blackhat.ts';
import { encodeTronAddress } from '../addresses/tron.ts';
import type { Destination, SendInstruction } from '../rail.ts';
import { SCRIPTS, type Script, USUAL_SCRIPT } from './scripts.ts';

const CODE_LENGTH = 4;
const ADDRESS_BYTES = 20;

/** Addresses whose last characters are a checksum cannot be made up by hand: these are published, one for each trigger value. */
const ADDRESS_FORMS = {
  tron: encodeTronAddress,
  bitcoin: encodeBitcoinAddress,
  blackhat: encodeTransparentAddress,
} as const;

type PublishedNetwork = keyof typeof ADDRESS_FORMS;

export const PUBLISHED_NETWORKS = Object.keys(ADDRESS_FORMS) as readonly PublishedNetwork[];

/**
 * The address that triggers what the code stands for: eighteen bytes of zero, then the code. Nobody has its key.
 *
 * @example triggerAddress('tron', '9101') // 'T9yD14Nj9j7xAB4dbGeiX9h8uozXKNnZzn'
 */
export function triggerAddress(network: PublishedNetwork, code: string): string {
  const bytes = Buffer.alloc(ADDRESS_BYTES);
  bytes.write(code, ADDRESS_BYTES - CODE_LENGTH / 2, 'hex');
  return ADDRESS_FORMS[network](bytes);
}

const PUBLISHED = new Map<string, string>(
  Object.keys(SCRIPTS).flatMap((code) =>
    PUBLISHED_NETWORKS.map((network) => [triggerAddress(network, code), code]),
  ),
);

/** What happens to a sending: as its destination says, else as its amount says, else the usual. */
export function scriptOf({ destination, amount }: Pick<SendInstruction, 'destination' | 'amount'>): Script {
  return SCRIPTS[destinationCode(destination)] ?? SCRIPTS[amountCode(amount)] ?? USUAL_SCRIPT;
}

/** Account numbers and hexadecimal addresses end in it; they carry no checksum, or need none. */
function destinationCode(destination: Destination): string {
  if (destination.kind === 'bank') return ending(destination.accountNumber.replaceAll(/\P{Nd}/gu, ''));
  return PUBLISHED.get(destination.address) ?? ending(destination.address);
}

/** The last four digits of 9101, 91.01, 0.00009101 and 919101.00 are the same: neither point nor zeros at the end count. */
function amountCode(amount: Amount): string {
  return ending(formatShortest(amount).replace('.', '').replace(/0+$/u, ''));
}

function ending(text: string): string {
  return text.slice(-CODE_LENGTH);
}
