import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addAbnormalCommand } from './commands/abnormal.ts';
import { addCallCommand } from './commands/call.ts';
import { addCredentialsCommand } from './commands/credentials.ts';
import { addDepositCommand } from './commands/deposit.ts';
import { addFeeCommand } from './commands/fee.ts';
import { addInvoiceCommand } from './commands/invoice.ts';
import { addLedgerCommand } from './commands/ledger.ts';
import { addMerchantCommand } from './commands/merchant.ts';
import { addPayoutCommand } from './commands/payout.ts';
import { addPoolCommands } from './commands/pools.ts';
import { addRateCommand } from './commands/rate.ts';
import { addRefundCommand } from './commands/refund.ts';
import { addSandboxCommand } from './commands/sandbox.ts';
import { addSignCommand } from './commands/sign.ts';
import { addStartCommand } from './commands/start.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { EXIT, Failure, UsageError } from './ending.ts';
import type { Environment } from './environment.ts';
import { refuseSecretFlags } from './input/secret-flags.ts';

const NAME = 'countersign';

/** In the order of the help: the gateway and its messages, then who uses it, then the money in it. */
const COMMANDS: readonly ((program: Command, environment: Environment) => void)[] = [
  addStartCommand,
  addSignCommand,
  addVerifyCommand,
  addCallCommand,
  addMerchantCommand,
  addCredentialsCommand,
  addSandboxCommand,
  addInvoiceCommand,
  addAbnormalCommand,
  addPayoutCommand,
  addRefundCommand,
  addDepositCommand,
  addPoolCommands,
  addRateCommand,
  addFeeCommand,
  addLedgerCommand,
];

/** Runs one command to its end and resolves with its exit code. Never throws: what goes wrong is said on standard error. */
export async function run(commandArguments: readonly string[], environment: Environment): Promise<number> {
  try {
    refuseSecretFlags(commandArguments);
    await createProgram(environment).parseAsync(commandArguments, { from: 'user' });
    return EXIT.success;
  } catch (error) {
    return explain(error, environment);
  }
}

function createProgram(environment: Environment): Command {
  const { standardOutput, standardError } = environment;
  const program = new Command(NAME)
    .description('Sign, verify and call payment APIs, and run a gateway that speaks them.')
    .version(packageJson.version)
    .exitOverride()
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .configureOutput({
      writeOut: (text) => standardOutput.write(text),
      writeErr: (text) => standardError.write(text),
      outputError: (text, write) => write(text.replace(/^error: /u, `${NAME}: `)),
      getOutHelpWidth: () => standardOutput.columns ?? HELP_COLUMNS,
      getErrHelpWidth: () => standardError.columns ?? HELP_COLUMNS,
    })
    .showHelpAfterError('(add --help for what there is)')
    .addHelpText('after', `\n${NAME} COMMAND --help shows examples and exit codes.`);
  for (const add of COMMANDS) add(program, environment);
  return program;
}

const HELP_COLUMNS = 100;

function explain(error: unknown, { standardError }: Environment): number {
  const say = (text: string) => standardError.write(`${NAME}: ${text}\n`);
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.success : EXIT.usage;
  if (error instanceof UsageError) {
    say(error.message);
    return EXIT.usage;
  }
  if (error instanceof Failure) {
    if (error.message !== '') say(error.message);
    return EXIT.failure;
  }
  say(`${error instanceof Error ? error.message : String(error)}`);
  return EXIT.failure;
}
