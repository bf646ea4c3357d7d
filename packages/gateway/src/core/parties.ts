import { insertParty, type PartyRow, selectParty } from '../store/queries/parties.ts';
import type { Reader, Transaction } from '../store/store.ts';
import type { Core } from './core.ts';
import { openJson, type SealingContext, sealJson } from './sealing.ts';

/** Someone a merchant registers before paying them or for them. */
export interface Party extends Omit<PartyRow, 'sealedForm'> {
  /** What the merchant said of them. Personal data: sealed at rest. */
  readonly form: PartyForm;
}

export type PartyForm = Readonly<Record<string, unknown>>;

export interface PartyCommand {
  readonly merchantId: string;
  readonly dialect: string;
  /** `payer`, `beneficiary` …: what the dialect calls them. */
  readonly kind: string;
  /** The number the provider gives: unique per merchant, dialect and kind. */
  readonly number: string;
  readonly form: PartyForm;
}

export async function createParty(
  transaction: Transaction,
  core: Core,
  { form, ...command }: PartyCommand,
): Promise<Party> {
  const created = { ...command, id: core.newId(), createdAt: core.environment.now() };
  const context = sealingContext(created.merchantId, created.id);
  await insertParty(transaction, { ...created, sealedForm: sealJson(core.sealer, form, context) });
  return { ...created, form };
}

export async function findParty(
  reader: Reader,
  core: Core,
  key: Omit<PartyCommand, 'form'>,
): Promise<Party | undefined> {
  const row = await selectParty(reader, key);
  if (row === undefined) return undefined;
  const { sealedForm, ...party } = row;
  const context = sealingContext(party.merchantId, party.id);
  return { ...party, form: openJson<PartyForm>(core.sealer, sealedForm, context) };
}

function sealingContext(merchantId: string, recordId: string): SealingContext {
  return { merchantId, recordId, purpose: 'party form' };
}
