import { constants } from 'node:os';
import { join } from 'node:path';
import type { Configuration, Gateway } from '@countersign/gateway';
import { type Command, Help, Option } from 'commander';
import { UsageError } from '../ending.ts';
import type { Environment } from '../environment.ts';
import { helpText } from './options.ts';

interface StartOptions {
  readonly json?: true;
}

const EXAMPLES = [
  '# a sandbox: one merchant, with credentials for all five dialects in ./data/sandbox.json',
  'countersign start',
  '',
  '# on PostgreSQL, behind a proxy',
  'COUNTERSIGN_POSTGRES_URL=postgres://db.internal/countersign countersign start --no-sandbox \\',
  '  --listen 0.0.0.0:8080 --public-url https://pay.example --trusted-proxy 10.0.0.0/8',
];

const EXIT_CODES = {
  0: 'stopped by SIGTERM or SIGINT, after finishing what was under way',
  1: 'could not start (why is on standard error)',
  2: 'usage',
  130: 'stopped at once, by a second Ctrl-C; 143 by a second SIGTERM',
};

/** The gateway is imported only when it is wanted: it takes longer to load than `sign` takes to run. */
const gatewayPackage = () => import('@countersign/gateway');

export function addStartCommand(program: Command, environment: Environment): void {
  const command = program
    .command('start')
    .summary('start a gateway on this machine')
    .description('Start a gateway that speaks the five APIs, with its store in a folder or in PostgreSQL.')
    .option('--json', 'print where it listens as JSON, in one line')
    // The gateway reads its flags and variables itself; here they only appear in the help.
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText('after', helpText(EXAMPLES, EXIT_CODES))
    .action((options: StartOptions, { args }: Command) => start(args, options, environment));
  program.hook('preSubcommand', async (_program, chosen) => {
    if (chosen === command) await describeGatewayFlags(command);
  });
}

async function describeGatewayFlags(command: Command): Promise<void> {
  const { OPTIONS } = await gatewayPackage();
  const described = Object.values(OPTIONS).map(({ flag, variable, description, ...option }) => {
    const value = 'value' in option ? ` <${option.value}>` : '';
    return new Option(flag + value, `${description} Default: ${option.default}. Or ${variable}.`);
  });
  const visibleOptions = (shown: Command) => [...described, ...new Help().visibleOptions(shown)];
  command.configureHelp({ visibleOptions });
}

async function start(
  gatewayFlags: readonly string[],
  options: StartOptions,
  environment: Environment,
): Promise<void> {
  const { parseConfiguration, startGateway, ConfigurationError } = await gatewayPackage();
  let configuration: Configuration;
  try {
    configuration = parseConfiguration(gatewayFlags, environment.variables);
  } catch (error) {
    throw error instanceof ConfigurationError ? new UsageError(error.message) : error;
  }
  const gateway = await startGateway(configuration);
  // Listened for before anybody is told that the gateway is there: whoever reads it may stop it at once.
  const stopped = signalled(environment);
  const { standardOutput } = environment;
  standardOutput.write(`${(options.json ? welcomeJson : welcomeText)(gateway, configuration)}\n`);
  await stopped;
  await gateway.close();
}

type Welcome = (gateway: Gateway, configuration: Configuration) => string;

const welcomeJson: Welcome = ({ origin, sandbox }, { dataFolder }) =>
  JSON.stringify({ origin, ...(hasFile(sandbox) ? { sandbox: join(dataFolder, 'sandbox.json') } : {}) });

const welcomeText: Welcome = ({ origin, sandbox }, { dataFolder }) => {
  const file = join(dataFolder, 'sandbox.json');
  const next = hasFile(sandbox)
    ? [
        `  credentials  ${file} (a sandbox merchant, in all five dialects)`,
        `  try          npx countersign call basicex GET /v2/rates/USD --credentials ${file}`,
      ]
    : [`  credentials  npx countersign credentials create basicex --data ${dataFolder}`];
  return [`Countersign listens on ${origin}`, ...next, '  stop         Ctrl-C'].join('\n');
};

function hasFile(sandbox: Gateway['sandbox']): boolean {
  return sandbox === 'created' || sandbox === 'kept';
}

const STOPPING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/** Resolves at the first signal; the next one does not wait for what is under way. */
function signalled({ onSignal, exit }: Environment): Promise<void> {
  return new Promise((resolve) => {
    const stopListening = onSignal(STOPPING, () => {
      stopListening();
      onSignal(STOPPING, (signal) => exit(128 + constants.signals[signal]));
      resolve();
    });
  });
}
