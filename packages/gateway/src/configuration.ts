import { isIPv6 } from 'node:net';
import { parseArgs } from 'node:util';
import {
  OPTION_NAMES,
  OPTIONS,
  type Option,
  type OptionName,
  RAILS,
  type RailName,
} from './configuration-options.ts';
import { AddressEntryError, parseAddressRange } from './http/allowlist.ts';
import { LOG_LEVELS, type LogLevel } from './http/logging.ts';
import { type PublicUrl, PublicUrlError, parsePublicUrl } from './http/public-url.ts';
import { type OutgoingPolicy, type PortRange, SANDBOX_POLICY, STRICT_POLICY } from './outgoing/index.ts';

/** Everything that whoever starts a gateway decides. */
export interface Configuration {
  /** Host without brackets; port 0 takes a free one. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly dataFolder: string;
  /** Undefined for the embedded store in the data folder. */
  readonly postgresUrl: string | undefined;
  /** Empty only in a sandbox, which then goes by the address it listens on. */
  readonly publicUrls: readonly PublicUrl[];
  readonly trustedProxies: readonly string[];
  readonly sandbox: boolean;
  readonly rail: RailName;
  /** Where callbacks may go. */
  readonly callbacks: OutgoingPolicy;
  readonly logLevel: LogLevel;
}

/** A flag or variable that cannot be used. The message names it, and says what to write instead. */
export class ConfigurationError extends Error {
  /** As it was given: `--listen` or `COUNTERSIGN_LISTEN`. */
  readonly option: string;

  constructor(option: string, problem: string) {
    super(`${option} ${problem}`);
    this.name = 'ConfigurationError';
    this.option = option;
  }
}

/**
 * Reads flags and environment variables. Throws a `ConfigurationError` for the first that cannot be used.
 *
 * @param commandArguments what follows the command's name: `['--listen', '127.0.0.1:0']`
 * @param variables the process's environment
 */
export function parseConfiguration(
  commandArguments: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): Configuration {
  const given = gather(readFlags(commandArguments), variables);
  const one = (name: OptionName): Given =>
    given(name).at(-1) ?? { source: OPTIONS[name].flag, text: OPTIONS[name].default };
  const publicUrls = given('public-url').map(readPublicUrl);
  const sandbox = !given('no-sandbox').some(readSwitch);
  if (!sandbox && publicUrls.length === 0) {
    const problem =
      'needs --public-url: BasicEx’s signatures cover the url that merchants use, and only you know it';
    throw new ConfigurationError(OPTIONS['no-sandbox'].flag, problem);
  }
  return {
    listen: readListen(one('listen')),
    dataFolder: one('data').text,
    postgresUrl: given('postgres').map(readPostgres).at(-1),
    publicUrls,
    trustedProxies: given('trusted-proxy').map(readNetwork),
    sandbox,
    rail: given('rail').map(readRail).at(-1) ?? (sandbox ? 'sandbox' : 'manual'),
    callbacks: callbackPolicy(given, sandbox ? SANDBOX_POLICY : STRICT_POLICY),
    logLevel: readLogLevel(one('log-level')),
  };
}

/** What is given takes the place of the default; it is not added to it. */
function callbackPolicy(
  given: (name: OptionName) => readonly Given[],
  unset: OutgoingPolicy,
): OutgoingPolicy {
  const networks = given('callback-allow').map(readNetwork);
  const ports = given('callback-allow-port').map(readPorts);
  return {
    allowHttp: given('callback-allow-http').map(readSwitch).at(-1) ?? unset.allowHttp,
    allowedNetworks: networks.length > 0 ? networks : unset.allowedNetworks,
    allowedPorts: ports.length > 0 ? ports : unset.allowedPorts,
  };
}

interface Given {
  /** The flag or variable that it came from. */
  readonly source: string;
  readonly text: string;
}

type Flags = ReadonlyMap<OptionName, readonly Given[]>;

function gather(flags: Flags, variables: Readonly<Record<string, string | undefined>>) {
  return (name: OptionName): readonly Given[] => flags.get(name) ?? fromVariable(OPTIONS[name], variables);
}

function fromVariable(
  option: Option,
  variables: Readonly<Record<string, string | undefined>>,
): readonly Given[] {
  const text = variables[option.variable]?.trim() ?? '';
  const texts = option.repeatable ? text.split(',').map((each) => each.trim()) : [text];
  return texts.filter((each) => each !== '').map((each) => ({ source: option.variable, text: each }));
}

function readFlags(commandArguments: readonly string[]): Flags {
  const options = Object.fromEntries(
    OPTION_NAMES.map((name) => {
      const { value }: Option = OPTIONS[name];
      return [name, { type: value === undefined ? 'boolean' : 'string' } as const];
    }),
  );
  const { tokens } = parseArgs({ args: [...commandArguments], options, strict: false, tokens: true });
  const flags = new Map<OptionName, readonly Given[]>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional')
      throw new ConfigurationError(token.value, 'is not an option: options begin with --');
    const name = optionNamed(token.name, token.rawName);
    const former = flags.get(name) ?? [];
    flags.set(name, [...former, givenBy(token, OPTIONS[name], former.length > 0)]);
  }
  return flags;
}

interface FlagToken {
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function givenBy({ value, inlineValue }: FlagToken, option: Option, isAgain: boolean): Given {
  const { flag } = option;
  if (isAgain && !option.repeatable) throw new ConfigurationError(flag, 'is given twice');
  if (option.value === undefined) {
    if (value !== undefined) throw new ConfigurationError(flag, 'takes no value');
    return { source: flag, text: 'true' };
  }
  if (value === undefined || value === '' || (value.startsWith('-') && inlineValue === false)) {
    throw new ConfigurationError(flag, `needs a value: ${flag} ${option.value}`);
  }
  return { source: flag, text: value };
}

function optionNamed(name: string, written: string): OptionName {
  const known = OPTION_NAMES.find((each) => each === name);
  if (known !== undefined) return known;
  const distances = OPTION_NAMES.map((each) => editDistance(name, each));
  const nearest = OPTION_NAMES[distances.indexOf(Math.min(...distances))] ?? 'listen';
  throw new ConfigurationError(written, `is unknown. Did you mean ${OPTIONS[nearest].flag}?`);
}

/** How many letters must be put in, left out or changed to make one word of the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let at = 0; at < to.length; at++) {
      const replaced = (row[at] ?? 0) + (letter === to[at] ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const HOST_AND_PORT = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:[\]]+)):(?<port>\d{1,5})$/u;
const PORT_MAXIMUM = 65_535;

function readListen({ source, text }: Given): Configuration['listen'] {
  const { bracketed, plain, port } = HOST_AND_PORT.exec(text)?.groups ?? {};
  const host = bracketed ?? plain;
  const isAddress = bracketed === undefined || isIPv6(bracketed);
  if (host === undefined || !isAddress || Number(port) > PORT_MAXIMUM) {
    throw new ConfigurationError(source, `'${text}' is not HOST:PORT, like 127.0.0.1:8080 or [::1]:8080`);
  }
  return { host, port: Number(port) };
}

/** Its text is never repeated: it may hold a password. */
function readPostgres({ source, text }: Given): string {
  const url = URL.parse(text);
  if (url === null || !/^postgres(?:ql)?:$/u.test(url.protocol)) {
    throw new ConfigurationError(source, 'is not a url like postgres://user@host:5432/database');
  }
  const hasPassword = url.password !== '' || url.searchParams.has('password');
  if (source === OPTIONS.postgres.flag && hasPassword) {
    // Every user of the machine can read the arguments of every process.
    throw new ConfigurationError(
      source,
      `must not hold the password: give the url in ${OPTIONS.postgres.variable}`,
    );
  }
  return text;
}

function readPublicUrl({ source, text }: Given): PublicUrl {
  try {
    return parsePublicUrl(text);
  } catch (error) {
    if (error instanceof PublicUrlError) throw new ConfigurationError(source, error.message);
    throw error;
  }
}

function readNetwork({ source, text }: Given): string {
  try {
    return parseAddressRange(text).text;
  } catch (error) {
    if (error instanceof AddressEntryError) throw new ConfigurationError(source, error.message);
    throw error;
  }
}

const PORTS = /^(?<from>\d{1,5})(?:-(?<to>\d{1,5}))?$/u;

function readPorts({ source, text }: Given): PortRange {
  const { from, to = from } = PORTS.exec(text)?.groups ?? {};
  const range = { from: Number(from), to: Number(to), reason: source };
  if (!(1 <= range.from && range.from <= range.to && range.to <= PORT_MAXIMUM)) {
    throw new ConfigurationError(
      source,
      `'${text}' is not a port or a range of ports, like 9443 or 9000-9100`,
    );
  }
  return range;
}

const SWITCH: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

function readSwitch({ source, text }: Given): boolean {
  const value = SWITCH[text.toLowerCase()];
  if (value === undefined) throw new ConfigurationError(source, `is '${text}': write true or false`);
  return value;
}

function readRail({ source, text }: Given): RailName {
  const rail = RAILS.find((each) => each === text);
  if (rail === undefined) throw new ConfigurationError(source, `'${text}' is not one of ${RAILS.join(', ')}`);
  return rail;
}

function readLogLevel({ source, text }: Given): LogLevel {
  const level = LOG_LEVELS.find((each) => each === text);
  if (level === undefined)
    throw new ConfigurationError(source, `'${text}' is not one of ${LOG_LEVELS.join(', ')}`);
  return level;
}
