/** A receiver of callbacks: one address for each provider, and nothing but node:http. See README.md beside this file. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import {
  type CallbackEvent,
  type Credentials,
  type CredentialsInput,
  DIALECTS,
  type Dialect,
} from '@countersign/signing';
import { createReceiver } from '@countersign/signing/node';

const { values } = parseArgs({
  options: {
    credentials: { type: 'string', default: 'data/sandbox.json' },
    listen: { type: 'string', default: '127.0.0.1:9000' },
    /** Where providers reach this program, if not where it listens: `https://shop.example`. */
    origin: { type: 'string' },
  },
});
const sandbox = JSON.parse(readFileSync(values.credentials, 'utf8'));
const [, host = '127.0.0.1', port = '9000'] = /^(.*):(\d+)$/.exec(values.listen) ?? [];

type Receive = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** By the first part of the path: `/basicex`, `/anexpay`, `/easylink`, `/blackhat` and `/upay`, and whatever is below them. */
const receivers = new Map<string, Receive>(
  Object.values(DIALECTS).map((dialect) => [dialect.name, receiverFor(dialect)]),
);

const server = createServer((request, response) => {
  const [, name = ''] = /^\/(\w+)/.exec(request.url ?? '') ?? [];
  const receive = receivers.get(name);
  if (receive === undefined) response.writeHead(404).end();
  else receive(request, response);
});
server.listen(Number(port), host, () => {
  console.log(`Listens at ${listening()}`);
  for (const name of receivers.keys()) console.log(`  ${name.padEnd(8)} ${origin()}/${name}`);
});

function listening(): string {
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

function origin(): string {
  return values.origin ?? listening();
}

function receiverFor(dialect: Dialect): Receive {
  return createReceiver({
    dialect,
    credentials: credentialsFor(dialect),
    // BasicEx signs the address, with the query that the merchant gave it.
    url: (target) => origin() + target,
    onEvent: print,
    onRefused: ({ code, hint }) => console.log(`${dialect.name} REFUSED ${code}: ${hint}`),
    onError: (error) => console.error(error),
  });
}

/** A shop keeps these ids in its database, in the transaction that does what the event asks for. */
const seen = new Set<string>();

function print({ dialect, id, data, verdict }: CallbackEvent): void {
  const key = `${dialect} ${id}`;
  if (seen.has(key)) {
    console.log(`${key} came again: nothing to do`);
    return;
  }
  seen.add(key);
  console.log(`${key} verified (${verdict.mode}, ${verdict.reading}) ${JSON.stringify(data)}`);
}

function credentialsFor({ name }: Dialect): CredentialsInput {
  const own: Credentials = sandbox[name] ?? {};
  if (name !== 'basicex') return own;
  return async ({ mode }) => (mode.name === 'certificate' ? platformCertificates() : [own]);
}

/** BasicEx signs for certificate merchants with a key of its own. A shop fetches its certificates once, and again for a new serial. */
async function platformCertificates(): Promise<Credentials[]> {
  const answer = await fetch(`${sandbox.origin}/v2/platform/certificate`);
  const { data } = (await answer.json()) as { readonly data: readonly { readonly certificate: string }[] };
  return data.map(({ certificate }) => ({ platformCertificate: certificate }));
}
