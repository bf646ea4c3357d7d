import { type Answer, ClientError, type ClientErrorCode, createClient } from '@countersign/client';
import { DIALECTS, type DialectName, decodeUtf8 } from '@countersign/signing';
import { Argument, type Command } from 'commander';
import { Failure, UsageError } from '../ending.ts';
import type { Environment } from '../environment.ts';
import { BODY_HELP, readBody } from '../input/body.ts';
import { readCredentials } from '../input/credentials.ts';
import { readHeaders } from '../input/headers.ts';
import { StandardInput } from '../input/standard-input.ts';
import { textOrBase64 } from '../output/body.ts';
import { headersObject } from '../output/headers.ts';
import { prettyJson } from '../output/pretty-json.ts';
import { credentialsOption, dialectArgument, headerOption, helpText } from './options.ts';

interface CallCommandOptions {
  readonly credentials?: string;
  readonly gateway?: string;
  readonly header: readonly string[];
  readonly mode?: string;
  readonly encrypt?: boolean;
  readonly json?: true;
}

const EXAMPLES = [
  '# read: sandbox.json says where the gateway is',
  'countersign call basicex GET /v2/rates/USD --credentials data/sandbox.json',
  '',
  '# create; the access token is obtained first, and the signature of the answer is checked',
  'countersign call anexpay POST /checkout/order/create @order.json --credentials data/sandbox.json',
  '',
  '# a form, and a method without its /api/',
  "countersign call blackhat POST getInvoice 'invoice_id=0549991d-e3ea-476b-a8fa-5921a257c33a' --credentials c.json \\",
  '  --gateway https://merchant.blackhatco.in',
];

const EXIT_CODES = {
  0: 'answered 2xx and, where the provider signs its answers, signed rightly',
  1: 'anything else: the answer, if it may be believed, is on standard output all the same',
  2: 'usage',
};

export function addCallCommand(program: Command, environment: Environment): void {
  program
    .command('call')
    .summary('sign a request, send it, verify and decrypt the answer')
    .description(
      'Call an API: sign, send, verify the answer, decrypt it, print it. Access tokens are obtained as needed.',
    )
    .addArgument(dialectArgument())
    .addArgument(new Argument('<method>', 'the HTTP method'))
    .addArgument(new Argument('<path>', 'with its leading slash, and its query'))
    .addArgument(new Argument('[body]', BODY_HELP))
    .addOption(credentialsOption())
    .option('--gateway <url>', 'where the API is; default: the origin that the credentials file names')
    .addOption(headerOption())
    .option('--mode <mode>', 'BasicEx: key or certificate; default: the first that the credentials allow')
    .option('--encrypt', 'UPay: encrypt the parameters; default: where the provider asks for it')
    .option('--no-encrypt', 'UPay: leave the parameters readable')
    .option('--json', 'print status, headers, body and whether it was verified, as JSON')
    .addHelpText('after', helpText(EXAMPLES, EXIT_CODES))
    .action(
      (
        dialect: DialectName,
        method: string,
        path: string,
        body: string | undefined,
        options: CallCommandOptions,
      ) => callCommand({ dialect, method, path, body }, options, environment),
    );
}

interface CallArguments {
  readonly dialect: DialectName;
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

async function callCommand(
  call: CallArguments,
  options: CallCommandOptions,
  environment: Environment,
): Promise<void> {
  const answer = await send(call, options, environment);
  environment.standardOutput.write(
    options.json ? `${answerJson(answer)}\n` : answerText(answer, environment),
  );
  const { status, verified } = answer;
  const isUnsigned = DIALECTS[call.dialect].response !== undefined && !verified;
  if (status < 200 || status > 299)
    throw new Failure(`HTTP ${status}${isUnsigned ? ', and the answer is not signed' : ''}`);
}

async function send(
  call: CallArguments,
  options: CallCommandOptions,
  environment: Environment,
): Promise<Answer> {
  const { dialect, method, path } = call;
  const standardInput = new StandardInput(environment.standardInput);
  const source = { flag: options.credentials, variables: environment.variables, standardInput };
  const { credentials, origin } = await readCredentials(dialect, source);
  const body = await readBody(call.body, 'BODY', standardInput);
  const baseUrl = options.gateway ?? origin;
  if (baseUrl === undefined) throw new UsageError('--gateway: needed, the credentials name no origin');
  const { mode, encrypt } = options;
  const { now, randomUuid, fetch } = environment;
  try {
    const client = createClient(dialect, {
      baseUrl,
      credentials,
      now,
      randomUuid,
      fetch,
      ...(mode === undefined ? {} : { mode }),
    });
    const headers = readHeaders(options.header);
    return await client.call({ method, path, body, headers, ...(encrypt === undefined ? {} : { encrypt }) });
  } catch (error) {
    throw explained(error);
  }
}

const USAGE_CODES: ReadonlySet<ClientErrorCode> = new Set([
  'base_url_malformed',
  'request_malformed',
  'credentials_incomplete',
]);

function explained(error: unknown): unknown {
  if (!(error instanceof ClientError)) return error;
  const text = `${error.code}: ${error.message}`;
  return USAGE_CODES.has(error.code) ? new UsageError(text) : new Failure(text);
}

function answerJson({ status, headers, body, verified, encrypted }: Answer): string {
  return JSON.stringify({
    status,
    headers: headersObject(headers),
    ...textOrBase64('body', body),
    verified,
    encrypted,
  });
}

/** Indented for a person; for a program the bytes as they are. */
function answerText({ body }: Answer, { standardOutput }: Environment): string | Uint8Array {
  const text = standardOutput.isTTY ? decodeUtf8(body) : undefined;
  if (text === undefined || text === '') return body;
  return `${prettyJson(text) ?? text}\n`;
}
