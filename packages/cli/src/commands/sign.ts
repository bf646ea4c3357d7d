import { withContentType } from '@countersign/client';
import {
  type Credentials,
  type DialectName,
  type Direction,
  type Message,
  Refusal,
  type Signed,
  type SignOptions,
  sign,
} from '@countersign/signing';
import { type Command, Option } from 'commander';
import { Failure, UsageError } from '../ending.ts';
import type { Environment } from '../environment.ts';
import { BODY_HELP } from '../input/body.ts';
import { readCredentials } from '../input/credentials.ts';
import { readMessage } from '../input/message.ts';
import { StandardInput } from '../input/standard-input.ts';
import { parseTime } from '../input/time.ts';
import { curlCommand } from '../output/curl.ts';
import { httpText } from '../output/http.ts';
import { signedJson } from '../output/signed-json.ts';
import { addMessageOptions, dialectArgument, directionOf, helpText, type MessageOptions } from './options.ts';

interface SignCommandOptions extends MessageOptions {
  readonly nonce?: string;
  readonly mode?: string;
  readonly encrypt?: boolean;
  readonly format: Format;
}

const EXAMPLES = [
  '# the signed request, as it goes over the wire',
  'countersign sign basicex --credentials data/sandbox.json --url http://127.0.0.1:8080/v2/rates/USD',
  '',
  '# as a curl command, and running it',
  'countersign sign blackhat --credentials data/sandbox.json --method POST \\',
  '  --url http://127.0.0.1:8080/api/getStores --format curl | sh',
  '',
  '# what exactly is signed, for comparing with your own code',
  'countersign sign upay --credentials data/sandbox.json --body @request.json --json \\',
  '  --url http://127.0.0.1:8080/api/v1/payout/payer/add | jq -r .stringToSign',
];

const EXIT_CODES = {
  0: 'signed',
  1: 'the message or the credentials do not allow a signature (why is on standard error)',
  2: 'usage',
};

export function addSignCommand(program: Command, environment: Environment): void {
  const command = program
    .command('sign')
    .summary('sign a request, and print it as text, curl or JSON')
    .description(
      'Sign a message as the provider asks for it, and print what to send. Nothing is sent.\n' +
        'ANexPay and EasyLink also want a bearer token: give it with --header @FILE, or use `countersign call`.',
    )
    .addArgument(dialectArgument());
  addMessageOptions(command, { body: BODY_HELP, at: 'the time to sign' })
    .option('--nonce <id>', "the message's unique id, where the dialect has one; default: random")
    .option('--mode <mode>', 'BasicEx: key or certificate; default: the first that the credentials allow')
    .option('--encrypt', 'UPay: encrypt the parameters; default: where the provider asks for it')
    .option('--no-encrypt', 'UPay: leave the parameters readable')
    .addOption(
      new Option('--format <format>', 'what to print').choices(['text', 'curl', 'json']).default('text'),
    )
    .addOption(new Option('--json', 'the same as --format json').conflicts('format'))
    .addHelpText('after', helpText(EXAMPLES, EXIT_CODES))
    .action((dialect: DialectName, options: SignCommandOptions) =>
      signCommand(dialect, options, environment),
    );
}

async function signCommand(
  dialect: DialectName,
  options: SignCommandOptions,
  environment: Environment,
): Promise<void> {
  const { direction: name = 'request' } = options;
  const format = options.json ? 'json' : options.format;
  const direction = directionOf(dialect, name);
  const standardInput = new StandardInput(environment.standardInput);
  const source = { flag: options.credentials, variables: environment.variables, standardInput };
  const { credentials } = await readCredentials(dialect, source);
  const unsigned = await readMessage(options, standardInput);
  const signed = await signOrFail(
    direction,
    unsigned,
    signOptions(direction, options, credentials, environment),
  );
  const { standardOutput } = environment;
  const message = withContentType(signed.message, dialect);
  standardOutput.write(FORMATS[format]({ ...signed, message }, name === 'response'));
  // A message ends where its last byte is, and a newline after it would be one more; a person's prompt wants it.
  if (format !== 'text' || standardOutput.isTTY) standardOutput.write('\n');
}

function signOptions(
  direction: Direction,
  { at, nonce, mode, encrypt }: SignCommandOptions,
  credentials: Credentials,
  { now, randomUuid }: Environment,
): SignOptions {
  const names = direction.modes.map(({ name }) => name);
  if (mode !== undefined && !names.includes(mode)) {
    throw new UsageError(`--mode: there is ${names.map((name) => `'${name}'`).join(' and ')} here`);
  }
  const time = at === undefined ? now() : parseTime(at);
  const countsFractions = direction.modes.some(({ replay }) => replay === 'increasing');
  return {
    credentials,
    at: countsFractions ? time : Math.floor(time),
    nonce: nonce ?? randomUuid().replaceAll('-', ''),
    ...(mode === undefined ? {} : { mode }),
    ...(encrypt === undefined ? {} : { encrypt }),
  };
}

async function signOrFail(direction: Direction, unsigned: Message, options: SignOptions): Promise<Signed> {
  try {
    return await sign(direction, unsigned, options);
  } catch (error) {
    if (error instanceof Refusal) throw new Failure(`cannot be signed (${error.code}): ${error.message}`);
    throw error;
  }
}

type Format = 'text' | 'curl' | 'json';

const FORMATS: Readonly<Record<Format, (signed: Signed, isAnswer: boolean) => string | Uint8Array>> = {
  text: ({ message }, isAnswer) => httpText(message, { isAnswer }),
  curl: ({ message }, isAnswer) => {
    if (isAnswer) throw new UsageError('--format: curl sends no answers; print it as text or json');
    return curlCommand(message);
  },
  json: signedJson,
};
