import { LOG_LEVELS } from './http/logging.ts';

/** By what money can move. */
export const RAILS = ['sandbox', 'manual'] as const;

export type RailName = (typeof RAILS)[number];

export interface Option {
  readonly flag: string;
  /** What follows the flag; undefined where nothing does. */
  readonly value?: string;
  readonly variable: string;
  /** May be given several times; in the variable, separated by commas. */
  readonly repeatable?: true;
  readonly default: string;
  readonly description: string;
}

/** All that can be configured: help texts and documentation are made from this table. Flags win over variables. */
export const OPTIONS = {
  listen: {
    flag: '--listen',
    value: 'HOST:PORT',
    variable: 'COUNTERSIGN_LISTEN',
    default: '127.0.0.1:8080',
    description: 'Where to listen; IPv6 in brackets, port 0 for a free one, 0.0.0.0 for every interface.',
  },
  data: {
    flag: '--data',
    value: 'DIR',
    variable: 'COUNTERSIGN_DATA',
    default: './data',
    description: 'Where the embedded store, the master key and the credentials files are kept.',
  },
  postgres: {
    flag: '--postgres',
    value: 'URL',
    variable: 'COUNTERSIGN_POSTGRES_URL',
    default: 'the embedded store',
    description:
      'Keep the store in this PostgreSQL database; its password belongs into the variable, PGPASSWORD or ~/.pgpass.',
  },
  'public-url': {
    flag: '--public-url',
    value: 'URL',
    variable: 'COUNTERSIGN_PUBLIC_URLS',
    repeatable: true,
    default: 'in a sandbox, the address it listens on',
    description: 'A base url by which merchants reach the gateway: BasicEx’s signatures cover it.',
  },
  'trusted-proxy': {
    flag: '--trusted-proxy',
    value: 'CIDR',
    variable: 'COUNTERSIGN_TRUSTED_PROXIES',
    repeatable: true,
    default: 'none',
    description: 'A proxy, or block of them, whose X-Forwarded-For or Forwarded header is believed.',
  },
  'no-sandbox': {
    flag: '--no-sandbox',
    variable: 'COUNTERSIGN_NO_SANDBOX',
    default: 'false',
    description: 'Create no sandbox merchant; public urls must then be given.',
  },
  rail: {
    flag: '--rail',
    value: RAILS.join('|'),
    variable: 'COUNTERSIGN_RAIL',
    default: 'sandbox, or manual with --no-sandbox',
    description:
      'How money moves: only on paper (sandbox), or by the hand of an operator who reports what comes and goes (manual).',
  },
  'callback-allow': {
    flag: '--callback-allow',
    value: 'CIDR',
    variable: 'COUNTERSIGN_CALLBACK_ALLOW',
    repeatable: true,
    default: 'in a sandbox, loopback (127.0.0.0/8, ::1); otherwise none',
    description:
      'A network, or one address, that callbacks may be sent to although it is private, loopback or otherwise not public. A cloud’s metadata service must be named by its one address.',
  },
  'callback-allow-port': {
    flag: '--callback-allow-port',
    value: 'PORT|FROM-TO',
    variable: 'COUNTERSIGN_CALLBACK_ALLOW_PORTS',
    repeatable: true,
    default: '443, 8443, 80 and 8080; in a sandbox, also 1024-65535',
    description: 'A port that callbacks may be sent to; once one is given, no other.',
  },
  'callback-allow-http': {
    flag: '--callback-allow-http',
    variable: 'COUNTERSIGN_CALLBACK_ALLOW_HTTP',
    default: 'true in a sandbox, otherwise false',
    description: 'Let callbacks be sent over http, where anybody on the way can read and change them.',
  },
  'log-level': {
    flag: '--log-level',
    value: 'LEVEL',
    variable: 'COUNTERSIGN_LOG_LEVEL',
    default: 'info',
    description: `How much to log: ${LOG_LEVELS.join(', ')}.`,
  },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

/** The options as `--help` shows them. */
export function describeOptions(): string {
  return OPTION_NAMES.map((name) => {
    const { flag, value, variable, repeatable, description, default: unset }: Option = OPTIONS[name];
    const head = [flag, value, repeatable && '(may be repeated)'].filter(Boolean).join(' ');
    const separator = repeatable ? ', separated by commas' : '';
    return `  ${head}\n      ${description}\n      Default: ${unset}. Variable: ${variable}${separator}`;
  }).join('\n');
}
