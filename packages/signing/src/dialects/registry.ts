import type { Dialect } from '../direction.ts';
import { anexpay } from './anexpay.ts';
import { basicex } from './basicex.ts';
import { blackhat } from './blackhat.ts';
import { easylink } from './easylink.ts';
import { upay } from './upay.ts';

/** Every dialect of the first release, by name. */
export const DIALECTS = { basicex, anexpay, easylink, blackhat, upay } as const satisfies Record<
  string,
  Dialect
>;

export type DialectName = keyof typeof DIALECTS;

/** A dialect by its name, or undefined. */
export function dialectNamed(name: string): Dialect | undefined {
  return Object.hasOwn(DIALECTS, name) ? DIALECTS[name as DialectName] : undefined;
}
