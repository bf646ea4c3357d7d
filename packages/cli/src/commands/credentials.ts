import type { DialectName } from '@countersign/signing';
import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { type OperatorFlags, readOperator } from '../input/operator.ts';
import { callOperator, type Operator, type OperatorRequest } from '../operator-api.ts';
import { credentialTable, type ListedCredential } from '../output/credential-list.ts';
import { dialectArgument, helpText } from './options.ts';

const PATH = '/operator/v1/credentials';

interface CredentialsOptions extends OperatorFlags {
  readonly merchant?: string;
  readonly json?: true;
}

const EXIT_CODES = {
  0: 'done',
  1: 'the gateway did not answer, or refused (why is on standard error)',
  2: 'usage',
};

export function addCredentialsCommand(program: Command, environment: Environment): void {
  const credentials = program
    .command('credentials')
    .summary('list, create and revoke the credentials that a running gateway accepts')
    .description(
      "Manage credentials through a running gateway's operator API.\n" +
        'Its address and token are in operator.json in its data folder; or give --gateway and --token-file.',
    );
  addList(credentials, environment);
  addCreate(credentials, environment);
  addRevoke(credentials, environment);
}

function addList(credentials: Command, environment: Environment): void {
  withOperatorFlags(credentials.command('list'))
    .description('List credentials: ids, dialects, merchants; never a secret.')
    .option('--merchant <id>', "only this merchant's")
    .addHelpText(
      'after',
      helpText(['countersign credentials list', 'countersign credentials list --json | jq'], EXIT_CODES),
    )
    .action(async (options: CredentialsOptions) => {
      const answer = await call(readOperator(options), { method: 'GET', path: PATH }, environment);
      const { credentials: all } = answer as { readonly credentials: readonly ListedCredential[] };
      const { merchant, json } = options;
      const listed = merchant === undefined ? all : all.filter(({ merchantId }) => merchantId === merchant);
      const { standardOutput, now } = environment;
      standardOutput.write(json ? `${JSON.stringify(listed)}\n` : credentialTable(listed, now()));
    });
}

function addCreate(credentials: Command, environment: Environment): void {
  withOperatorFlags(credentials.command('create'))
    .description(
      'Create a credential and print it, secrets included. They are shown this once: keep the output.',
    )
    .addArgument(dialectArgument())
    .option('--merchant <id>', 'for this merchant; default: the only one there is')
    .addHelpText(
      'after',
      helpText(
        [
          '(umask 077; countersign credentials create basicex > basicex.json)',
          'countersign call basicex GET /v2/rates/USD --credentials basicex.json',
        ],
        EXIT_CODES,
      ),
    )
    .action(async (dialect: DialectName, options: CredentialsOptions) => {
      const { merchant, json } = options;
      const operator = readOperator(options);
      const body = { dialect, ...(merchant === undefined ? {} : { merchantId: merchant }) };
      const answer = await call(operator, { method: 'POST', path: PATH, body }, environment);
      const { shown, ids } = answer as { readonly shown: object; readonly ids: readonly string[] };
      const { standardOutput, standardError } = environment;
      // With the origin beside them, the fields are a file for `--credentials`.
      const file = { origin: operator.origin, ...shown };
      standardOutput.write(`${json ? JSON.stringify(answer) : JSON.stringify(file, undefined, 2)}\n`);
      standardError.write(`countersign: created ${ids.join(' and ')}; the secrets are shown this once\n`);
    });
}

function addRevoke(credentials: Command, environment: Environment): void {
  withOperatorFlags(credentials.command('revoke'))
    .description('Revoke a credential. Whatever it signs is refused from now on.')
    .argument('<id>', 'as `credentials list` shows it')
    .addHelpText('after', helpText(['countersign credentials revoke 019a1b2c-…'], EXIT_CODES))
    .action(async (id: string, options: CredentialsOptions) => {
      const path = `${PATH}/${encodeURIComponent(id)}`;
      await call(readOperator(options), { method: 'DELETE', path }, environment);
      environment.standardOutput.write(
        options.json ? `${JSON.stringify({ revoked: id })}\n` : `revoked ${id}\n`,
      );
    });
}

function withOperatorFlags(command: Command): Command {
  return command
    .option('--data <folder>', "the gateway's data folder, which holds operator.json", './data')
    .option('--gateway <url>', 'the address of the gateway; default: what operator.json says')
    .option('--token-file <file>', "a file with the operator's token, instead of --data")
    .option('--json', 'print JSON, in one line');
}

function call(operator: Operator, request: OperatorRequest, { fetch }: Environment): Promise<unknown> {
  return callOperator(operator, request, fetch);
}
