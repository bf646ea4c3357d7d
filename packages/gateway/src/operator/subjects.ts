import {
  type DepositEvent,
  findInvoice,
  findVirtualAccount,
  type Invoice,
  type VirtualAccount,
} from '../core/index.ts';
import type { Asset } from '../money/index.ts';
import type { Owner } from './fields.ts';
import { type Naming, nameOne } from './named.ts';
import type { OperatorDependencies } from './operation.ts';

export type SubjectKind = DepositEvent['subject']['kind'];

/** What money can come in for. */
export type Subject =
  | { readonly kind: 'invoice'; readonly invoice: Invoice }
  | { readonly kind: 'virtual_account'; readonly account: VirtualAccount };

export type SubjectFinding =
  | { readonly ok: true; readonly subject: Subject }
  | Extract<Naming, { readonly ok: false }>;

/** What a person names by a number. */
export async function findSubject(
  dependencies: OperatorDependencies,
  { kind, name }: { readonly kind: SubjectKind; readonly name: string },
  owner: Owner,
): Promise<SubjectFinding> {
  const naming = await nameOne(dependencies, kind, name, owner);
  if (!naming.ok) return naming;
  const subject = await readSubject(dependencies, { kind, ...naming.named });
  if (subject === undefined) throw new Error(`the ${kind} ${naming.named.id} is gone`);
  return { ok: true, subject };
}

/** One that is known by its id. */
export async function readSubject(
  { core }: OperatorDependencies,
  { kind, merchantId, dialect, id }: DepositEvent['subject'],
): Promise<Subject | undefined> {
  if (kind === 'invoice') {
    const invoice = await findInvoice(core.reader, { merchantId, dialect, id });
    return invoice && { kind, invoice };
  }
  const account = await findVirtualAccount(core.reader, core, { merchantId, id });
  return account && { kind, account };
}

/** As a rail names it. */
export function paymentSubjectOf(subject: Subject): DepositEvent['subject'] {
  const { merchantId, dialect, id } = subject.kind === 'invoice' ? subject.invoice : subject.account;
  return { merchantId, dialect, kind: subject.kind, id };
}

/** In which asset it is to be paid; undefined while no coin was chosen. */
export function assetOf(subject: Subject): Asset | undefined {
  return subject.kind === 'invoice' ? subject.invoice.due?.asset : subject.account.asset;
}
