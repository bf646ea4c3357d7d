import { type Command, Option } from 'commander';
import type { Environment } from '../environment.ts';
import { type OperatorFlags, readOperator } from '../input/operator.ts';
import { callOperator, type OperatorRequest } from '../operator-api.ts';
import { helpText } from './options.ts';

/** What every command has that talks to a running gateway as its operator. */
export interface OperatorOptions extends OperatorFlags {
  readonly json?: true;
}

/** One call of a command, with what it was given. */
export interface Operation<Options> {
  readonly options: Options & OperatorOptions;
  readonly environment: Environment;
  /** Calls `/operator/v1` + path. Throws a `Failure` where the gateway does not answer, or refuses. */
  readonly call: <Answer>(request: OperatorRequest) => Promise<Answer>;
  /** The answer in one line for `--json`, else the text for people, which ends with a newline. */
  readonly print: (answer: unknown, text: string) => void;
}

export interface OperatorCommand<Options> {
  /** With its arguments: `pay <invoice>`. */
  readonly usage: string;
  readonly description: string;
  readonly arguments?: readonly (readonly [name: string, description: string])[];
  readonly options?: readonly (Option | readonly [flags: string, description: string])[];
  readonly examples: readonly string[];
  readonly run: (operation: Operation<Options>, ...given: string[]) => Promise<void>;
}

export const OPERATOR_EXIT_CODES = {
  0: 'done',
  1: 'the gateway did not answer, or refused (why is on standard error)',
  2: 'usage',
};

const PREFIX = '/operator/v1';

/** A command that has others below it, and does nothing by itself. */
export function addGroup(
  parent: Command,
  {
    name,
    summary,
    description,
  }: { readonly name: string; readonly summary: string; readonly description: string },
): Command {
  return parent.command(name).summary(summary).description(description);
}

export function addOperatorCommand<Options = unknown>(
  parent: Command,
  environment: Environment,
  definition: OperatorCommand<Options>,
): Command {
  const [name = '', ...placeholders] = definition.usage.split(' ');
  const described = new Map(definition.arguments);
  const command = parent.command(name).description(definition.description);
  for (const placeholder of placeholders) command.argument(placeholder, described.get(placeholder));
  for (const option of definition.options ?? []) {
    command.addOption(option instanceof Option ? option : new Option(...option));
  }
  return withOperatorFlags(command)
    .addHelpText('after', helpText(definition.examples, OPERATOR_EXIT_CODES))
    .action(async (...given: unknown[]) => {
      const options = given[placeholders.length] as Options & OperatorOptions;
      await definition.run(
        operationOf(options, environment),
        ...(given.slice(0, placeholders.length) as string[]),
      );
    });
}

/** An option that the command cannot do without. */
export function required(flags: string, description: string): Option {
  return new Option(flags, description).makeOptionMandatory();
}

export function withOperatorFlags(command: Command): Command {
  return command
    .option('--data <folder>', "the gateway's data folder, which holds operator.json", './data')
    .option('--gateway <url>', 'the address of the gateway; default: what operator.json says')
    .option('--token-file <file>', "a file with the operator's token, instead of --data")
    .option('--json', 'print JSON, in one line');
}

function operationOf<Options extends OperatorOptions>(
  options: Options,
  environment: Environment,
): Operation<Options> {
  const { fetch, standardOutput } = environment;
  return {
    options,
    environment,
    call: async <Answer>({ path, ...request }: OperatorRequest) =>
      (await callOperator(readOperator(options), { path: PREFIX + path, ...request }, fetch)) as Answer,
    print: (answer, text) => {
      standardOutput.write(options.json ? `${JSON.stringify(answer)}\n` : text);
    },
  };
}
