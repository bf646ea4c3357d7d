/** A whole gateway in this process, and the operator who runs it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe } from 'node:test';
import type { Credentials } from '@countersign/signing';
import { parseConfiguration, startGateway } from '../../packages/gateway/src/main.ts';
import type { EngineName } from '../../packages/gateway/src/store/store.ts';
import { forEachEngine } from './engines.ts';
import { createTestDatabase } from './postgres.ts';
import { migratedTemplate } from './postgres-template.ts';

export interface OperatorAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** `{}` where there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: every route has its own
  readonly body: any;
}

export interface Issued {
  readonly dialect: string;
  readonly merchantId: string;
  readonly ids: readonly string[];
  readonly shown: Credentials;
}

export interface TestOperator {
  readonly origin: string;
  readonly dataFolder: string;
  readonly token: string;
  /** Calls the operator's API: `call('GET', '/credentials')`. A text is sent as it is. */
  call(method: string, route: string, body?: object | string): Promise<OperatorAnswer>;
  issue(request: object): Promise<Issued>;
  newMerchant(name?: string): Promise<string>;
}

/** The same specification on both engines. */
export function onEachEngine(name: string, specify: (opened: () => TestOperator) => void): void {
  describe(name, () => {
    forEachEngine((engine) => {
      let opened: TestOperator & { close(): Promise<void> };
      before(async () => {
        opened = await openTestOperator(engine);
      });
      after(() => opened?.close());
      specify(() => opened);
    });
  });
}

async function openTestOperator(engine: EngineName): Promise<TestOperator & { close(): Promise<void> }> {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'countersign-operator-'));
  const database = engine === 'postgres' ? await createTestDatabase(await migratedTemplate()) : undefined;
  const flags = ['--listen', '127.0.0.1:0', '--data', dataFolder, '--log-level', 'silent'];
  const variables = database === undefined ? {} : { COUNTERSIGN_POSTGRES_URL: database.url };
  const gateway = await startGateway(parseConfiguration(flags, variables));
  const { origin, token } = JSON.parse(readFileSync(path.join(dataFolder, 'operator.json'), 'utf8'));
  const call: TestOperator['call'] = (method, route, body) =>
    send(`${origin}/operator/v1${route}`, method, body, { Authorization: `Bearer ${token}` });
  const made = async (route: string, request: object) => {
    const { status, body, text } = await call('POST', route, request);
    if (status !== 201) throw new Error(`${status} ${text}`);
    return body;
  };
  return {
    origin,
    dataFolder,
    token,
    call,
    issue: (request) => made('/credentials', request),
    newMerchant: async (name = 'Example Shop') => (await made('/merchants', { name })).merchantId,
    close: async () => {
      await gateway.close();
      await database?.drop();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

export async function send(
  url: string,
  method: string,
  body: object | string | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<OperatorAnswer> {
  const content = typeof body === 'object' ? JSON.stringify(body) : body;
  const response = await fetch(url, { method, headers, ...(content !== undefined && { body: content }) });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text === '' ? {} : JSON.parse(text),
  };
}
