import type { Message, SplitUrl } from '../message.ts';
import type { FormParameter } from '../text/form.ts';
import type { JsonNode } from '../text/json.ts';
import { readJson, type Wire } from './wire.ts';

/** What travels beside the content and takes part in the string to sign. Empty where the dialect has none. */
export interface Carried {
  readonly keyId: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/** What the parts of a string to sign are rendered from. */
export class Source {
  readonly wire: Wire;
  readonly carried: Carried;
  /** The body, decrypted where the dialect encrypts. */
  readonly payload: Uint8Array;
  #decryptedJson: JsonNode | undefined;

  constructor(wire: Wire, carried: Carried, payload: Uint8Array = wire.message.body) {
    this.wire = wire;
    this.carried = carried;
    this.payload = payload;
  }

  get message(): Message {
    return this.wire.message;
  }

  get url(): SplitUrl {
    return this.wire.url;
  }

  get form(): readonly FormParameter[] {
    return this.wire.form;
  }

  /** The payload as JSON. An empty payload reads as `{}`: it has no parameters. */
  get json(): JsonNode {
    if (this.payload === this.wire.message.body) return this.wire.json;
    this.#decryptedJson ??= readJson(this.payload);
    return this.#decryptedJson;
  }
}
