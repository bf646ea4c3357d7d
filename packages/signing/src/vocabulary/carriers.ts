import { type Header, isHeader, type Message } from '../message.ts';
import { type FormParameter, formatForm } from '../text/form.ts';
import { Refusal } from '../verdict.ts';
import { formIsInBody, formParameters, type Wire } from './wire.ts';

/** A place in a message where a key, a time, a nonce or a signature travels. */
export interface Carrier {
  readonly name: string;
  /** Undefined where the message has none. Throws a `Refusal` where it has two. */
  read(wire: Wire): string | undefined;
  write(message: Message, value: string): Message;
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
    write: (message, value) => withHeader(message, [name, value]),
  };
}

function withHeader(message: Message, [name, value]: Header): Message {
  const others = message.headers.filter((each) => !isHeader(each, name.toLowerCase()));
  return { ...message, headers: [...others, [name, value]] };
}

/** A form parameter, in the body of a POST or in the query of a GET: wherever the others are. */
export function parameter(name: string): Carrier {
  return {
    name,
    read: ({ form }) => form.find((each) => each.name === name)?.value,
    write: (message, value) => withParameter(message, name, value),
  };
}

function withParameter(message: Message, name: string, value: string): Message {
  const others = formParameters(message).filter((each) => each.name !== name);
  const text = formatForm([
    ...others.map(({ name, value }: FormParameter) => ({ name, value })),
    { name, value },
  ]);
  const isPost = message.method !== 'GET';
  if (isPost || formIsInBody(message)) return { ...message, body: Buffer.from(text, 'utf8') };
  const [address = ''] = message.url.split('?', 1);
  return { ...message, url: `${address}?${text}` };
}
