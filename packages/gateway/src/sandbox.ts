import { existsSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  begunOnce,
  type Core,
  createMerchant,
  type IssuedCredentials,
  issueCredential,
  type Merchant,
  replacePrivateFile,
  type Transaction,
} from './core/index.ts';
import type { Environment } from './environment.ts';
import type { CredentialIssuer } from './operator/credentials.ts';

/** How the sandbox merchant comes into being: in which dialects, and with what to begin with. */
export interface SandboxPlan {
  readonly issuers: Readonly<Record<string, CredentialIssuer>>;
  readonly seedRates: () => Promise<void>;
  /** What every merchant begins with. */
  readonly openMerchant: (transaction: Transaction, merchant: Merchant) => Promise<void>;
  /** Balances, fees: whatever a dialect's first calls need. */
  readonly furnish: (transaction: Transaction, merchant: Merchant) => Promise<void>;
}

/** By dialect: what a merchant is shown of its credentials. */
export type SandboxCredentials = Readonly<Record<string, IssuedCredentials['shown']>>;

const FILE_NAME = 'sandbox.json';
const SETTING = 'sandbox credentials';

/**
 * Creates the sandbox merchant at the first start, with credentials for every dialect.
 *
 * They are kept as they were shown, sealed, beside what the core keeps of them, and in the same transaction: so every start, in
 * every process that shares the store, can write them to its folder, and a crash at any moment loses nothing. No other merchant's
 * are kept so; a sandbox's lie in a file anyway.
 *
 * @returns `isFirst`: whether this start created the merchant
 */
export async function openSandbox(
  core: Core,
  plan: SandboxPlan,
): Promise<{ readonly credentials: SandboxCredentials; readonly isFirst: boolean }> {
  const { value, isFirst } = await begunOnce<SandboxCredentials>(core, SETTING, async () => {
    const merchant = { id: core.newId(), name: 'Sandbox merchant', createdAt: core.environment.now() };
    const issued = await issueAll(plan, merchant);
    await plan.seedRates();
    return {
      value: Object.fromEntries(issued.map(([dialect, { shown }]) => [dialect, shown])),
      effect: async (transaction) => {
        await createMerchant(transaction, core, merchant);
        await plan.openMerchant(transaction, merchant);
        await plan.furnish(transaction, merchant);
        for (const command of issued.flatMap(([, { commands }]) => commands)) {
          await issueCredential(transaction, core, command);
        }
      },
    };
  });
  return { credentials: value, isFirst };
}

/** Key pairs are made side by side, off the event loop: together they are most of a first start's time. */
function issueAll(
  { issuers }: SandboxPlan,
  merchant: Merchant,
): Promise<readonly (readonly [dialect: string, IssuedCredentials])[]> {
  const entries = Object.entries(issuers);
  return Promise.all(
    entries.map(async ([dialect, { issue }]) => [dialect, await issue(merchant, {})] as const),
  );
}

/**
 * Writes `sandbox.json` with the origin of this start, which with port 0 is another each time. What was changed in the file by
 * hand stays, a renewed key for one; a file that is another store's is put aside.
 */
export function writeSandboxFile(
  environment: Environment,
  folder: string,
  content: { readonly origin: string; readonly credentials: SandboxCredentials },
): void {
  const { origin, credentials } = content;
  const file = path.join(folder, FILE_NAME);
  const found = existsSync(file) ? contentOf(file) : {};
  const isOurs = Object.entries(credentials).some(([dialect, shown]) =>
    isDeepStrictEqual(found[dialect], shown),
  );
  if (!isOurs && existsSync(file)) renameSync(file, `${file}.old`);
  const { origin: _, ...dialects } = isOurs ? found : credentials;
  replacePrivateFile(environment, file, `${JSON.stringify({ origin, ...dialects }, null, 2)}\n`);
}

function contentOf(file: string): Readonly<Record<string, unknown>> {
  try {
    return { ...JSON.parse(readFileSync(file, 'utf8')) };
  } catch {
    return {};
  }
}
