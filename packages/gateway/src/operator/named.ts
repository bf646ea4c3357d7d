import { findNamed, type Named, type NamedKind } from '../core/index.ts';
import type { GatewayResponse } from '../http/exchange.ts';
import { conflict, notFound } from './answers.ts';
import type { Owner } from './fields.ts';
import type { OperatorDependencies } from './operation.ts';

const LISTED_MAXIMUM = 10;

/** The one payment of a number; or why not, with those there are where it is several. */
export type Naming = { readonly ok: true; readonly named: Named } | Unnamed;

interface Unnamed {
  readonly ok: false;
  readonly detail: string;
  readonly candidates: readonly Named[];
}

/** Whose payment it is that has this number, in whichever dialect: numbers are unique in one merchant's dialect only. */
export async function nameOne(
  { core, issuers }: OperatorDependencies,
  kind: NamedKind,
  name: string,
  { merchantId, dialect }: Owner,
): Promise<Naming> {
  const candidates = await findNamed(core.reader, kind, {
    name,
    dialects: dialect === undefined ? Object.keys(issuers) : [dialect],
    ...(merchantId !== undefined && { merchantId }),
    limit: LISTED_MAXIMUM,
  });
  const [named, ...others] = candidates;
  if (named !== undefined && others.length === 0) return { ok: true, named };
  const detail =
    named === undefined ? nothing(kind, name, { merchantId, dialect }) : several(name, candidates);
  return { ok: false, detail, candidates };
}

export function unnamed({ detail, candidates }: Unnamed): GatewayResponse {
  return candidates.length === 0 ? notFound(detail) : conflict(detail, { candidates });
}

function nothing(
  kind: NamedKind,
  name: string,
  { merchantId, dialect }: { readonly merchantId: string | undefined; readonly dialect: string | undefined },
): string {
  const ofDialect = dialect === undefined ? '' : ` of ${dialect}`;
  const ofMerchant = merchantId === undefined ? '' : ` of the merchant ${merchantId}`;
  return `There is no ${kind.replace('_', ' ')} ${name}${ofDialect}${ofMerchant}.`;
}

function several(name: string, candidates: readonly Named[]): string {
  const list = candidates.map(
    ({ number, dialect, merchantId }) => `${number} of ${dialect}, merchant ${merchantId}`,
  );
  return `Several have the number ${name}: ${list.join('; ')}. Say which, by dialect (--dialect) or merchant (--merchant).`;
}
