/** A running gateway, its operator's command line, and a merchant with something to pay. For tests. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Given, type Outcome, runInProcess } from '../../packages/cli/src/testing/run-in-process.ts';
import { basicexInvoice, easylinkCall, send } from './calls.ts';
import type { TestGateway } from './gateway.ts';

/** Runs a command against a gateway. */
export function operate(
  { dataFolder }: TestGateway,
  commandArguments: readonly string[],
  given: Given = {},
): Promise<Outcome> {
  return runInProcess([...commandArguments, '--data', dataFolder], { now: Date.now, ...given });
}

/** What a command that succeeds says with `--json`. */
export async function operateJson(
  gateway: TestGateway,
  commandArguments: readonly string[],
  given: Given = {},
  // biome-ignore lint/suspicious/noExplicitAny: every command has its own
): Promise<any> {
  const { code, output, errors } = await operate(gateway, [...commandArguments, '--json'], given);
  assert.equal(code, 0, errors);
  return JSON.parse(output);
}

/** An invoice of 10.25 USDT, by the sandbox merchant's own order number. */
export async function orderedInvoice({ sandbox }: TestGateway, more: object = {}): Promise<string> {
  const orderNumber = `order-${randomUUID()}`;
  const { status, body } = await send(await basicexInvoice(sandbox, orderNumber, more));
  assert.equal(status, 200, JSON.stringify(body));
  return orderNumber;
}

/** A transfer of 50,000 IDR, by the sandbox merchant's own reference. */
export async function transferred({ sandbox }: TestGateway, accountNumber: string): Promise<string> {
  const { appId: app_id, appSecret: app_secret } = sandbox.easylink;
  const response = await fetch(`${sandbox.origin}/get-access-token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ app_id, app_secret }),
  });
  const { data: token } = (await response.json()) as { readonly data: string };
  const reference = `transfer-${randomUUID()}`;
  const transfer = {
    reference,
    bank_id: '2',
    account_holder_name: 'Budi Santoso',
    account_number: accountNumber,
    amount: '50000',
    payment_method: '1',
  };
  const path = '/v2/transfer/create-domestic-transfer';
  const { body } = await send(await easylinkCall(sandbox, path, token, transfer));
  assert.equal((body as { readonly code: number }).code, 0, JSON.stringify(body));
  return reference;
}
