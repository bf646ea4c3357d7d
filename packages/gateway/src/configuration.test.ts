import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Configuration, ConfigurationError, parseConfiguration } from './configuration.ts';
import { describeOptions, OPTION_NAMES, OPTIONS } from './configuration-options.ts';
import { SANDBOX_POLICY, STRICT_POLICY } from './outgoing/index.ts';

type Variables = Readonly<Record<string, string>>;

test('with nothing said, a sandbox on the loopback interface', () => {
  assert.deepEqual(parseConfiguration([], {}), {
    listen: { host: '127.0.0.1', port: 8080 },
    dataFolder: './data',
    postgresUrl: undefined,
    publicUrls: [],
    trustedProxies: [],
    sandbox: true,
    rail: 'sandbox',
    callbacks: SANDBOX_POLICY,
    logLevel: 'info',
  } satisfies Configuration);
});

const accepted: readonly [
  name: string,
  flags: readonly string[],
  variables: Variables,
  expected: Partial<Configuration>,
][] = [
  ['a port', ['--listen', '0.0.0.0:9000'], {}, { listen: { host: '0.0.0.0', port: 9000 } }],
  ['a value after =', ['--listen=localhost:0'], {}, { listen: { host: 'localhost', port: 0 } }],
  ['IPv6 in brackets', ['--listen', '[::1]:8080'], {}, { listen: { host: '::1', port: 8080 } }],
  ['a variable', [], { COUNTERSIGN_LISTEN: '127.0.0.1:1' }, { listen: { host: '127.0.0.1', port: 1 } }],
  [
    'a flag before its variable',
    ['--listen', '127.0.0.1:2'],
    { COUNTERSIGN_LISTEN: '127.0.0.1:1' },
    { listen: { host: '127.0.0.1', port: 2 } },
  ],
  [
    'an empty variable as none',
    [],
    { COUNTERSIGN_LISTEN: ' ' },
    { listen: { host: '127.0.0.1', port: 8080 } },
  ],
  ['a folder', ['--data', '/var/lib/countersign'], {}, { dataFolder: '/var/lib/countersign' }],
  [
    'a database without a password',
    ['--postgres', 'postgres://u@db/x'],
    {},
    { postgresUrl: 'postgres://u@db/x' },
  ],
  [
    'a database with its password in the variable',
    [],
    { COUNTERSIGN_POSTGRES_URL: 'postgresql://u:p@db/x' },
    { postgresUrl: 'postgresql://u:p@db/x' },
  ],
  [
    'several public urls',
    ['--public-url', 'https://pay.example.com/', '--public-url', 'https://b.example.com/gateway'],
    {},
    {
      publicUrls: [
        { base: 'https://pay.example.com', host: 'pay.example.com' },
        { base: 'https://b.example.com/gateway', host: 'b.example.com' },
      ],
    },
  ],
  [
    'several proxies in the variable',
    [],
    { COUNTERSIGN_TRUSTED_PROXIES: '10.0.0.0/8, fd00::/8' },
    { trustedProxies: ['10.0.0.0/8', 'fd00::/8'] },
  ],
  [
    'flags instead of the variable’s list, not beside it',
    ['--trusted-proxy', '192.0.2.1'],
    { COUNTERSIGN_TRUSTED_PROXIES: '10.0.0.0/8' },
    { trustedProxies: ['192.0.2.1'] },
  ],
  ['no sandbox', ['--no-sandbox', '--public-url', 'https://a.example'], {}, { sandbox: false }],
  [
    'no sandbox, by variable',
    [],
    { COUNTERSIGN_NO_SANDBOX: '1', COUNTERSIGN_PUBLIC_URLS: 'https://a.example' },
    { sandbox: false },
  ],
  ['a sandbox, by variable', [], { COUNTERSIGN_NO_SANDBOX: 'false' }, { sandbox: true }],
  [
    'callbacks over https to public addresses, without sandbox',
    ['--no-sandbox', '--public-url', 'https://a.example'],
    {},
    { callbacks: STRICT_POLICY },
  ],
  [
    'networks for callbacks instead of the sandbox’s',
    ['--callback-allow', '10.1.0.0/16', '--callback-allow', 'fd00::5'],
    {},
    { callbacks: { ...SANDBOX_POLICY, allowedNetworks: ['10.1.0.0/16', 'fd00::5'] } },
  ],
  [
    'networks for callbacks in the variable',
    [],
    { COUNTERSIGN_CALLBACK_ALLOW: '10.1.0.0/16, fd00::5' },
    { callbacks: { ...SANDBOX_POLICY, allowedNetworks: ['10.1.0.0/16', 'fd00::5'] } },
  ],
  [
    'callbacks over http, without sandbox',
    ['--no-sandbox', '--public-url', 'https://a.example', '--callback-allow-http'],
    {},
    { callbacks: { ...STRICT_POLICY, allowHttp: true } },
  ],
  [
    'no callbacks over http, in a sandbox',
    [],
    { COUNTERSIGN_CALLBACK_ALLOW_HTTP: 'false' },
    { callbacks: { ...SANDBOX_POLICY, allowHttp: false } },
  ],
  [
    'ports for callbacks instead of the default’s',
    ['--callback-allow-port', '443', '--callback-allow-port', '9000-9100'],
    {},
    {
      callbacks: {
        ...SANDBOX_POLICY,
        allowedPorts: [
          { from: 443, to: 443, reason: '--callback-allow-port' },
          { from: 9_000, to: 9_100, reason: '--callback-allow-port' },
        ],
      },
    },
  ],
  ['a rail without sandbox', ['--no-sandbox', '--public-url', 'https://a.example'], {}, { rail: 'manual' }],
  ['another rail', ['--rail', 'manual'], {}, { rail: 'manual', sandbox: true }],
  ['a rail, by variable', [], { COUNTERSIGN_RAIL: 'manual' }, { rail: 'manual' }],
  ['a log level', ['--log-level', 'debug'], {}, { logLevel: 'debug' }],
];

for (const [name, flags, variables, expected] of accepted) {
  test(`takes ${name}`, () => {
    const configuration = parseConfiguration(flags, variables);
    for (const [key, value] of Object.entries(expected)) {
      assert.deepEqual(configuration[key as keyof Configuration], value);
    }
  });
}

const refused: readonly [name: string, flags: readonly string[], variables: Variables, message: RegExp][] = [
  [
    'an unknown flag, with the nearest',
    ['--listn', 'a:1'],
    {},
    /^--listn is unknown\. Did you mean --listen\?$/u,
  ],
  ['a misspelt one', ['--public-urls', 'https://a'], {}, /Did you mean --public-url\?/u],
  ['a flag of one letter', ['-l', 'a:1'], {}, /^-l is unknown/u],
  ['a bare word', ['start'], {}, /^start is not an option/u],
  ['a flag without its value', ['--data'], {}, /^--data needs a value: --data DIR$/u],
  ['a flag in the place of a value', ['--data', '--listen', 'a:1'], {}, /^--data needs a value/u],
  ['an empty value', ['--data='], {}, /^--data needs a value/u],
  ['a switch with a value', ['--no-sandbox=yes'], {}, /^--no-sandbox takes no value$/u],
  ['a flag given twice', ['--data', 'a', '--data', 'b'], {}, /^--data is given twice$/u],
  ['a rail that there is not', ['--rail', 'swift'], {}, /^--rail 'swift' is not one of sandbox, manual$/u],
  ['a port alone', ['--listen', '8080'], {}, /^--listen '8080' is not HOST:PORT/u],
  ['no host', ['--listen', ':8080'], {}, /not HOST:PORT/u],
  ['IPv6 without brackets', ['--listen', '::1:8080'], {}, /\[::1\]:8080/u],
  ['brackets around what is not IPv6', ['--listen', '[localhost]:8080'], {}, /not HOST:PORT/u],
  ['a port too high', ['--listen', '127.0.0.1:65536'], {}, /not HOST:PORT/u],
  [
    'a variable’s mistake, by the variable’s name',
    [],
    { COUNTERSIGN_LISTEN: 'x' },
    /^COUNTERSIGN_LISTEN 'x'/u,
  ],
  ['another database’s url', ['--postgres', 'mysql://u@h/d'], {}, /^--postgres is not a url like postgres:/u],
  [
    'a proxy that is no address',
    ['--trusted-proxy', 'proxy.lan'],
    {},
    /^--trusted-proxy 'proxy\.lan' is not/u,
  ],
  [
    'a network for callbacks that is none',
    ['--callback-allow', 'intranet'],
    {},
    /^--callback-allow 'intranet' is not/u,
  ],
  ['a network for callbacks with a zone', ['--callback-allow', 'fe80::1%eth0'], {}, /^--callback-allow/u],
  ['ports from high to low', ['--callback-allow-port', '9100-9000'], {}, /'9100-9000' is not a port/u],
  ['port 0 for callbacks', ['--callback-allow-port', '0'], {}, /'0' is not a port/u],
  ['a port for callbacks too high', ['--callback-allow-port', '65536'], {}, /'65536' is not a port/u],
  ['a port for callbacks by name', ['--callback-allow-port', 'https'], {}, /like 9443 or 9000-9100/u],
  ['a value for a switch of callbacks', ['--callback-allow-http=yes'], {}, /takes no value/u],
  ['a public url without a scheme', ['--public-url', 'pay.example.com'], {}, /^--public-url 'pay/u],
  ['no sandbox without a public url', ['--no-sandbox'], {}, /^--no-sandbox needs --public-url/u],
  ['a switch that is neither', [], { COUNTERSIGN_NO_SANDBOX: 'maybe' }, /write true or false/u],
  ['an unknown log level', ['--log-level', 'loud'], {}, /'loud' is not one of fatal, error/u],
];

for (const [name, flags, variables, message] of refused) {
  test(`refuses ${name}`, () => {
    assert.throws(
      () => parseConfiguration(flags, variables),
      (error) => error instanceof ConfigurationError && message.test(error.message) && error.option !== '',
    );
  });
}

for (const url of ['postgres://u:hunter2@db/x', 'postgres://u@db/x?password=hunter2']) {
  test(`refuses a password among the arguments, and does not repeat it (${new URL(url).search || 'user part'})`, () => {
    assert.throws(
      () => parseConfiguration(['--postgres', url], {}),
      (error) =>
        error instanceof ConfigurationError &&
        error.message.includes('COUNTERSIGN_POSTGRES_URL') &&
        !error.message.includes('hunter2'),
    );
  });
}

test('the help text says everything that the table says', () => {
  const text = describeOptions();
  for (const name of OPTION_NAMES) {
    const { flag, variable, description, default: unset } = OPTIONS[name];
    for (const part of [flag, variable, description, unset]) assert.ok(text.includes(part), part);
  }
});

test('every default that is a value can be used', () => {
  const flags = (['listen', 'data', 'log-level'] as const).flatMap((name) => [
    OPTIONS[name].flag,
    OPTIONS[name].default,
  ]);
  assert.deepEqual(parseConfiguration(flags, {}), parseConfiguration([], {}));
});
