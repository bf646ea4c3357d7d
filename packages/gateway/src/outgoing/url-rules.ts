import { isIP } from 'node:net';
import type { OutgoingPolicy } from './policy.ts';
import { METADATA_NAMES } from './ranges.ts';

/** Ours: what common servers take in a request line is 8 KB, what common tools show of a url less. */
const URL_CHARACTERS_MAXIMUM = 2_048;
/** RFC 1035 §2.3.4. */
const NAME_CHARACTERS_MAXIMUM = 253;
const NAME = /^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)*[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?$/u;
/** White space and control characters, which the WHATWG's parser drops, and the backslash, which it reads as a slash. */
const READ_OTHERWISE = /[\s\\\p{Cc}]/u;
const AUTHORITY = /^[a-z][a-z\d+.-]*:\/\/([^/?#]+)/iu;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };

/** What is asked of a url as it is written, before anybody else's parser may read it differently. */
const writtenRules: readonly Rule<string>[] = [
  {
    breaks: (text) => text.length > URL_CHARACTERS_MAXIMUM,
    says: () => `is longer than ${URL_CHARACTERS_MAXIMUM} characters`,
  },
  {
    breaks: (text) => READ_OTHERWISE.test(text),
    says: () => 'has a space, a control character or a backslash in it: encode it',
  },
  {
    breaks: (text) => !AUTHORITY.test(text),
    says: () => 'is not written in full, like https://merchant.example/callbacks',
  },
  {
    breaks: (text) => AUTHORITY.exec(text)?.[1]?.includes('@') === true,
    says: () => 'names a user or a password: they are not sent, and do not belong in a url',
  },
];

interface Rule<Subject> {
  breaks(subject: Subject, policy: OutgoingPolicy): boolean;
  /** Completes "the url …". */
  says(subject: Subject): string;
}

/** What is asked of a url as it is understood: numbers are written out, letters small, names in punycode. */
const parsedRules: readonly Rule<URL>[] = [
  { breaks: ({ protocol }) => !(protocol in DEFAULT_PORTS), says: () => 'is not an https url' },
  {
    breaks: ({ protocol }, { allowHttp }) => protocol === 'http:' && !allowHttp,
    says: () => 'must begin with https: what is sent to http can be read and changed on its way',
  },
  {
    breaks: (url, { allowedPorts }) => {
      const port = portOf(url);
      return !allowedPorts.some(({ from, to }) => from <= port && port <= to);
    },
    says: (url) => `names port ${portOf(url)}, which is not among those allowed`,
  },
  {
    breaks: ({ hostname }) => hostname.endsWith('.'),
    says: () => 'has a host that ends in a dot: leave it out',
  },
  {
    breaks: ({ hostname }) => !isAddress(hostname) && !isName(hostname),
    says: () => 'has a host that is no name of the domain name system',
  },
  {
    breaks: ({ hostname }) => METADATA_NAMES.includes(hostname),
    says: ({ hostname }) => `has the host ${hostname}, a cloud’s metadata service`,
  },
];

/** What is wrong with a url, as the end of a sentence that begins with "the url"; undefined where nothing is. */
export function brokenUrlRule(text: string, url: URL | null, policy: OutgoingPolicy): string | undefined {
  const written = writtenRules.find(({ breaks }) => breaks(text, policy));
  if (written !== undefined) return written.says(text);
  if (url === null) return 'has a host or port that is none';
  return parsedRules.find(({ breaks }) => breaks(url, policy))?.says(url);
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port);
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || isIP(hostname) !== 0;
}

function isName(hostname: string): boolean {
  return hostname.length <= NAME_CHARACTERS_MAXIMUM && NAME.test(hostname);
}
