import { type Header, isHeader } from '../message.ts';
import { Refusal } from '../verdict.ts';
import { Wire } from './wire.ts';

/** A place in a message where a key, a time, a nonce or a signature travels. */
export interface Carrier {
  readonly name: string;
  /** Undefined where the message has none. Throws a `Refusal` where it has two. */
  read(wire: Wire): string | undefined;
  write(wire: Wire, value: string): Wire;
}

/** A header, written with the provider's letter case and read without regard to it. */
export function header(name: string): Carrier {
  const lowerCaseName = name.toLowerCase();
  return {
    name,
    read: ({ message }) => {
      let found: string | undefined;
      for (const each of message.headers) {
        if (!isHeader(each, lowerCaseName)) continue;
        if (found !== undefined) throw new Refusal('header_duplicated', name);
        found = each[1];
      }
      return found;
    },
    write: (wire, value) => withHeader(wire, [name, value]),
  };
}

function withHeader({ message }: Wire, [name, value]: Header): Wire {
  const others = message.headers.filter((each) => !isHeader(each, name.toLowerCase()));
  return new Wire({ ...message, headers: [...others, [name, value]] });
}

/** A form parameter, in the body of a POST or in the query of a GET: wherever the others are. */
export function parameter(name: string): Carrier {
  return {
    name,
    read: ({ form }) => form.find((each) => each.name === name)?.value,
    write: (wire, value) => {
      const others = wire.form.filter((each) => each.name !== name);
      return wire.withForm([...others, { name, value }]);
    },
  };
}
