import { Refusal } from '../verdict.ts';
import type { Source } from './source.ts';

/** A piece of a string to sign, and the word it came from. Bytes stay bytes: nothing is decoded before the seal is checked. */
export interface Fragment {
  readonly part: string;
  readonly value: string | Uint8Array;
  /** True where showing the fragment would show a key (EasyLink wraps its string in the app key). */
  readonly secret?: true;
}

/** A word of the vocabulary: something of the message that takes part in the string to sign. */
export interface Part {
  /** How it is called in documentation and explanations. */
  readonly name: string;
  /** Throws a `Refusal` where the message has no such part or it cannot be signed. */
  render(source: Source): string | Uint8Array;
  readonly secret?: true;
}

/** One way to read the provider's rule. The first reading of a direction is the documented one; the others are tolerated. */
export interface Reading {
  readonly name: string;
  readonly parts: readonly Part[];
}

/** Parts one after the other, with nothing between them. */
export function concat(...parts: readonly Part[]): readonly Part[] {
  return parts;
}

/** Parts with a separator between them. */
export function join(separator: string, ...parts: readonly Part[]): readonly Part[] {
  const between: Part = { name: 'separator', render: () => separator };
  return parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]));
}

/** The exact content that a signature covers, in labelled fragments. */
export class StringToSign {
  readonly fragments: readonly Fragment[];

  constructor(fragments: readonly Fragment[]) {
    this.fragments = fragments;
  }

  /** The bytes that are sealed. */
  get bytes(): Uint8Array {
    return this.bytesAfter(NOTHING);
  }

  /** The bytes that are sealed, behind others. */
  bytesAfter(first: Uint8Array): Uint8Array {
    const pieces = [first];
    for (const piece of this.pieces) pieces.push(bytesOf(piece));
    return Buffer.concat(pieces);
  }

  /** What is sealed, with neighbouring texts joined: each piece that is encoded or hashed by itself takes time. */
  get pieces(): readonly (string | Uint8Array)[] {
    const pieces: (string | Uint8Array)[] = [];
    let text = '';
    for (const { value } of this.fragments) {
      if (typeof value === 'string') {
        text += value;
        continue;
      }
      if (text !== '') pieces.push(text);
      text = '';
      pieces.push(value);
    }
    if (text !== '') pieces.push(text);
    return pieces;
  }

  /** As text; bytes that are not UTF-8 are shown as U+FFFD, so compare `bytes`, not this. */
  get text(): string {
    return this.fragments.map(({ value }) => textOf(value)).join('');
  }

  /** As text for logs and answers: keys replaced by their names. */
  get masked(): string {
    return this.fragments
      .map(({ part, value, secret }) => (secret === true ? `<${part}>` : textOf(value)))
      .join('');
  }
}

export function render(reading: Reading, source: Source): StringToSign {
  const fragments: Fragment[] = [];
  for (const part of reading.parts) {
    const value = part.render(source);
    fragments.push(
      part.secret === true ? { part: part.name, value, secret: true } : { part: part.name, value },
    );
  }
  return new StringToSign(fragments);
}

/** Like `render`, but a reading that the message cannot be read in is `undefined` instead of a refusal. */
export function tryRender(reading: Reading, source: Source): StringToSign | Refusal {
  try {
    return render(reading, source);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

const NOTHING = new Uint8Array(0);

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
}

function textOf(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : Buffer.from(value).toString('utf8');
}
