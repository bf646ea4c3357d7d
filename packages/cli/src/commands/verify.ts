import {
  type DialectName,
  type Direction,
  type DirectionName,
  type Message,
  verify,
} from '@countersign/signing';
import { type Command, Option } from 'commander';
import { Failure } from '../ending.ts';
import type { Environment } from '../environment.ts';
import { BODY_HELP } from '../input/body.ts';
import { readCredentials } from '../input/credentials.ts';
import { readFileOrStandardInput } from '../input/file.ts';
import { parseHttpMessage } from '../input/http-message.ts';
import { readMessage } from '../input/message.ts';
import { StandardInput } from '../input/standard-input.ts';
import { parseTime } from '../input/time.ts';
import { urlOfHttpMessage } from '../input/url.ts';
import { ourStringToSign } from '../output/our-string-to-sign.ts';
import { verdictJson, verdictText } from '../output/verdict.ts';
import {
  addMessageOptions,
  coversHost,
  dialectArgument,
  directionOf,
  helpText,
  type MessageOptions,
} from './options.ts';

interface VerifyCommandOptions extends MessageOptions {
  readonly http?: string;
  readonly scheme: string;
}

const EXAMPLES = [
  '# a request as your server received it, headers and body in one file',
  'countersign verify easylink --credentials data/sandbox.json --http request.txt --at 2026-11-21T12:00:00Z',
  '',
  '# a callback, with the url that it was sent to',
  'countersign verify basicex --direction callback --credentials data/sandbox.json --http callback.txt \\',
  '  --url https://shop.example/notify',
  '',
  '# straight from sign',
  'countersign sign blackhat --credentials c.json --url http://host/api/getStores --method POST |',
  '  countersign verify blackhat --credentials c.json --http -',
];

const EXIT_CODES = {
  0: 'verified',
  1: 'not verified: the code and a hint are on standard output',
  2: 'usage',
};

export function addVerifyCommand(program: Command, environment: Environment): void {
  const command = program
    .command('verify')
    .summary('say whether a message is signed rightly, and if not, why')
    .description(
      'Check the signature of a request, a response or a callback as its receiver would.\n' +
        'Give the message by --url, --header and --body, or whole, as it stood on the wire, by --http.',
    )
    .addArgument(dialectArgument());
  addMessageOptions(command, { body: BODY_HELP, at: 'when it was received' })
    .addOption(
      new Option(
        '--http <file>',
        'a raw HTTP message: start line, headers, blank line, body; - for standard input',
      ).conflicts(['header', 'body']),
    )
    .addOption(
      new Option('--scheme <scheme>', 'of the url, where it comes from the Host header')
        .choices(['https', 'http'])
        .default('https'),
    )
    .option('--json', 'print the verdict as JSON')
    .addHelpText('after', helpText(EXAMPLES, EXIT_CODES))
    .action((dialect: DialectName, options: VerifyCommandOptions) =>
      verifyCommand(dialect, options, environment),
    );
}

async function verifyCommand(
  dialect: DialectName,
  options: VerifyCommandOptions,
  environment: Environment,
): Promise<void> {
  const standardInput = new StandardInput(environment.standardInput);
  const source = { flag: options.credentials, variables: environment.variables, standardInput };
  const { credentials } = await readCredentials(dialect, source);
  const { direction, message } = await readDirectedMessage(dialect, options, standardInput);
  const receivedAt = options.at === undefined ? environment.now() : parseTime(options.at);
  const verdict = await verify(direction, message, { credentials, receivedAt });
  const isMismatch = !verdict.ok && verdict.code === 'signature_mismatch';
  const ours = isMismatch ? await ourStringToSign(direction, message, credentials) : undefined;
  const print = options.json
    ? verdictJson
    : (...of: Parameters<typeof verdictJson>) => verdictText(environment, ...of);
  environment.standardOutput.write(`${print(verdict, ours)}\n`);
  if (!verdict.ok) throw new Failure();
}

interface DirectedMessage {
  readonly direction: Direction;
  readonly message: Message;
}

async function readDirectedMessage(
  dialect: DialectName,
  options: VerifyCommandOptions,
  standardInput: StandardInput,
): Promise<DirectedMessage> {
  const { http, direction: wanted } = options;
  if (http === undefined) {
    const direction = directionOf(dialect, wanted ?? 'request');
    return { direction, message: await readMessage(options, standardInput) };
  }
  const raw = parseHttpMessage(await readFileOrStandardInput(http, '--http', standardInput), '--http');
  const likely: DirectionName = raw.method === undefined ? 'response' : 'request';
  const direction = directionOf(dialect, wanted ?? likely);
  const { url, scheme, method } = options;
  const { target, headers, body } = raw;
  return {
    direction,
    message: {
      method: raw.method ?? method?.toUpperCase() ?? 'GET',
      url: urlOfHttpMessage({ url, scheme, target, headers, mustBeAbsolute: coversHost(direction) }),
      headers,
      body,
    },
  };
}
