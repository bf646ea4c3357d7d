import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Core,
  createMerchant,
  type IssuedCredentials,
  isMarked,
  issueCredential,
  type Merchant,
  markFirst,
  type Transaction,
} from './core/index.ts';
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

const FILE_NAME = 'sandbox.json';
const MARK = 'sandbox merchant';
const OWNER_ONLY = 0o600;

export type SandboxState = 'created' | 'kept' | 'elsewhere';

/**
 * Creates the sandbox merchant at the first start, with credentials for every dialect. Secrets are in `DIR/sandbox.json` and,
 * sealed, in the store; the file is written before the store commits, so that a crash in between loses neither.
 *
 * @returns `elsewhere` where another process, with another folder, has created it in the same database
 */
export async function openSandbox(core: Core, folder: string, plan: SandboxPlan): Promise<SandboxState> {
  const draft = path.join(folder, `${FILE_NAME}.draft`);
  if (await isMarked(core.reader, MARK))
    return existsSync(path.join(folder, FILE_NAME)) || existsSync(draft) ? 'kept' : 'elsewhere';
  const merchant: Merchant = {
    id: core.newId(),
    name: 'Sandbox merchant',
    createdAt: core.environment.now(),
  };
  const issued = await issueAll(plan, merchant);
  const shown = Object.fromEntries(issued.map(([dialect, credentials]) => [dialect, credentials.shown]));
  writeFileSync(draft, JSON.stringify(shown, null, 2), { mode: OWNER_ONLY, flush: true });
  await plan.seedRates();
  const isFirst = await core.perform(async (transaction) => {
    if (!(await markFirst(transaction, core, MARK))) return false;
    await createMerchant(transaction, core, merchant);
    await plan.openMerchant(transaction, merchant);
    await plan.furnish(transaction, merchant);
    for (const [, { commands }] of issued) {
      for (const command of commands) await issueCredential(transaction, core, command);
    }
    return true;
  });
  return isFirst ? 'created' : 'elsewhere';
}

/** Key pairs are made side by side, off the event loop: together they are most of a first start's time. */
function issueAll(
  plan: SandboxPlan,
  merchant: Merchant,
): Promise<readonly (readonly [string, IssuedCredentials])[]> {
  const entries = Object.entries(plan.issuers);
  return Promise.all(entries.map(async ([dialect, issue]) => [dialect, await issue(merchant)] as const));
}

/** Writes the origin of this start into `sandbox.json`: with port 0 it changes from start to start. */
export function writeSandboxFile(folder: string, origin: string): void {
  const file = path.join(folder, FILE_NAME);
  const draft = `${file}.draft`;
  const source = existsSync(file) ? file : draft;
  if (!existsSync(source)) return;
  const { origin: _, ...dialects } = JSON.parse(readFileSync(source, 'utf8'));
  writeFileSync(draft, `${JSON.stringify({ origin, ...dialects }, null, 2)}\n`, {
    mode: OWNER_ONLY,
    flush: true,
  });
  renameSync(draft, file);
}
