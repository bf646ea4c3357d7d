import type { DialectName } from '@countersign/signing';
import { type Command, Option } from 'commander';
import { UsageError } from '../ending.ts';
import type { Environment } from '../environment.ts';
import { readFile } from '../input/file.ts';
import { type OperatorFlags, readOperator } from '../input/operator.ts';
import { callOperator, type Operator, type OperatorRequest } from '../operator-api.ts';
import { credentialTable, type ListedCredential } from '../output/credential-list.ts';
import { OPERATOR_EXIT_CODES as EXIT_CODES, withOperatorFlags } from './operator-command.ts';
import { dialectArgument, helpText } from './options.ts';

const PATH = '/operator/v1/credentials';

interface CredentialsOptions extends OperatorFlags {
  readonly merchant?: string;
  readonly json?: true;
}

interface CreateOptions extends CredentialsOptions {
  readonly newMerchant?: string;
  readonly allow: readonly string[];
  readonly csr?: string;
  readonly publicKey?: string;
  readonly email?: string;
}

interface Created {
  readonly merchantId: string;
  readonly ids: readonly string[];
  readonly shown: object;
}

interface AllowOptions extends CredentialsOptions {
  readonly anywhere?: true;
}

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
  addAllow(credentials, environment);
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
    .option('--new-merchant <name>', 'for a new merchant of this name')
    .addOption(allowOption())
    .option('--csr <file>', 'basicex: a certificate request (PKCS#10, PEM), instead of a key made here')
    .option(
      '--public-key <file>',
      "easylink, upay: the merchant's public key (PEM), instead of a pair made here",
    )
    .option('--email <address>', 'anexpay: what the merchant logs in with')
    .addHelpText(
      'after',
      helpText(
        [
          '(umask 077; countersign credentials create basicex > basicex.json)',
          'countersign call basicex GET /v2/rates/USD --credentials basicex.json',
          '',
          "countersign credentials create upay --new-merchant 'Example Shop' --public-key shop.pem \\",
          '  --allow 192.0.2.7 --allow 2001:db8::/32',
        ],
        EXIT_CODES,
      ),
    )
    .action(async (dialect: DialectName, options: CreateOptions) => {
      const operator = readOperator(options);
      const body = { dialect, ...createRequest(options) };
      const answer = await call(operator, { method: 'POST', path: PATH, body }, environment);
      const { shown, ids, merchantId } = answer as Created;
      const { standardOutput, standardError } = environment;
      // With the origin beside them, the fields are a file for `--credentials`.
      const file = { origin: operator.origin, ...shown };
      standardOutput.write(`${options.json ? JSON.stringify(answer) : JSON.stringify(file, undefined, 2)}\n`);
      const merchant = options.newMerchant === undefined ? '' : ` of the new merchant ${merchantId}`;
      standardError.write(
        `countersign: created ${ids.join(' and ')}${merchant}; the secrets are shown this once\n`,
      );
    });
}

/** What of the flags the operator API is told. */
function createRequest({ merchant, newMerchant, allow, csr, publicKey, email }: CreateOptions): object {
  if (merchant !== undefined && newMerchant !== undefined) {
    throw new UsageError('--new-merchant: not together with --merchant');
  }
  return {
    ...(merchant !== undefined && { merchantId: merchant }),
    ...(newMerchant !== undefined && { newMerchant }),
    ...(allow.length > 0 && { allowlist: allow }),
    ...(csr !== undefined && { certificateSigningRequest: readFile(csr, '--csr').toString('utf8') }),
    ...(publicKey !== undefined && { publicKey: readFile(publicKey, '--public-key').toString('utf8') }),
    ...(email !== undefined && { email }),
  };
}

function allowOption(): Option {
  const collect = (value: string, others: readonly string[]) => [...others, value];
  return new Option('--allow <address>', 'use it from this address or block only; may be repeated')
    .argParser(collect)
    .default([], 'from anywhere');
}

function addAllow(credentials: Command, environment: Environment): void {
  withOperatorFlags(credentials.command('allow'))
    .description('Let a credential be used from these addresses only, in the place of those before.')
    .argument('<id>', 'as `credentials list` shows it')
    .argument('[addresses...]', 'addresses and blocks: 192.0.2.7 2001:db8::/32')
    .option('--anywhere', 'from any address')
    .addHelpText(
      'after',
      helpText(
        [
          'countersign credentials allow 019a1b2c-… 192.0.2.7 198.51.100.0/24',
          'countersign credentials allow 019a1b2c-… --anywhere',
        ],
        EXIT_CODES,
      ),
    )
    .action(async (id: string, allowlist: readonly string[], options: AllowOptions) => {
      // No addresses by mistake, such as an empty variable's, must not open a credential to the world.
      if ((allowlist.length === 0) !== (options.anywhere ?? false)) {
        throw new UsageError('give either the addresses to allow, or --anywhere');
      }
      const path = `${PATH}/${encodeURIComponent(id)}/allowlist`;
      await call(readOperator(options), { method: 'PUT', path, body: { allowlist } }, environment);
      const allowed = allowlist.length === 0 ? 'anywhere' : allowlist.join(' ');
      environment.standardOutput.write(
        options.json ? `${JSON.stringify({ id, allowlist })}\n` : `${id} may be used from ${allowed}\n`,
      );
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

function call(operator: Operator, request: OperatorRequest, { fetch }: Environment): Promise<unknown> {
  return callOperator(operator, request, fetch);
}
