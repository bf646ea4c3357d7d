import { DIALECTS, type DialectName, type Direction, type DirectionName, parts } from '@countersign/signing';
import { Argument, type Command, Option } from 'commander';
import { UsageError } from '../ending.ts';
import { CREDENTIALS_HELP } from '../input/credentials.ts';
import { TIME_HELP } from '../input/time.ts';

const DIRECTIONS: readonly DirectionName[] = ['request', 'response', 'callback'];

/** What `sign` and `verify` have in common. */
export interface MessageOptions {
  readonly credentials?: string;
  readonly method?: string;
  readonly url?: string;
  readonly header: readonly string[];
  readonly body?: string;
  readonly at?: string;
  readonly direction?: DirectionName;
  readonly json?: true;
}

export function dialectArgument(): Argument {
  return new Argument('<dialect>', 'whose rules to sign by').choices(Object.keys(DIALECTS));
}

export function credentialsOption(): Option {
  return new Option('--credentials <file>', CREDENTIALS_HELP);
}

export function headerOption(
  description = "a header, 'Name: value'; @FILE reads one from each line; may be repeated",
): Option {
  const collect = (value: string, others: readonly string[]) => [...others, value];
  return new Option('--header <header>', description).argParser(collect).default([], 'none');
}

export function addMessageOptions(
  command: Command,
  help: { readonly body: string; readonly at: string },
): Command {
  return command
    .addOption(credentialsOption())
    .option('--method <method>', 'the HTTP method; default: POST with a body, GET without')
    .option('--url <url>', 'the whole url, as it is sent')
    .addOption(headerOption())
    .option('--body <body>', help.body)
    .option('--at <time>', `${help.at}: ${TIME_HELP}`)
    .addOption(new Option('--direction <direction>', 'what is signed: default request').choices(DIRECTIONS));
}

/** A direction of a dialect; that it signs none is a matter of usage. */
export function directionOf(dialect: DialectName, name: DirectionName): Direction {
  const { [name]: direction, title } = DIALECTS[dialect] as (typeof DIALECTS)[DialectName] & {
    readonly response?: Direction;
  };
  if (direction === undefined) throw new UsageError(`--direction: ${title} does not sign ${name}s`);
  return direction;
}

/** Whether signatures of a direction cover scheme and host, not only the path. */
export function coversHost({ modes }: Direction): boolean {
  return modes.some(({ readings }) => readings.some((reading) => reading.parts.includes(parts.url)));
}

/** What a command prints after its options. */
export function helpText(examples: readonly string[], exitCodes: Readonly<Record<number, string>>): string {
  const codes = Object.entries(exitCodes).map(([code, meaning]) => `  ${code.padEnd(3)}  ${meaning}`);
  return [
    '',
    'Examples:',
    ...examples.map((example) => (example === '' ? '' : `  ${example}`)),
    '',
    'Exit codes:',
    ...codes,
  ].join('\n');
}
