import type { RenderedContent } from '../store/queries/callbacks.ts';
import type { PlacedEventRow } from '../store/queries/outbox.ts';
import { accountEndpointName, originOf } from './addresses.ts';
import { sealContent } from './content.ts';
import type { CallbackContext } from './context.ts';
import type { CallbackDialect } from './port.ts';

export type Dialects = ReadonlyMap<string, CallbackDialect>;

export function dialectsByName(dialects: readonly CallbackDialect[]): Dialects {
  return new Map(dialects.map((each) => [each.dialect, each]));
}

export type Rendering =
  | { readonly outcome: 'callback'; readonly content: RenderedContent }
  /** Its merchant is told nothing of it. */
  | { readonly outcome: 'nothing' }
  | { readonly outcome: 'failed'; readonly failure: string };

/** How an event looks in its dialect. Never rejects: one that cannot be rendered is tried again by itself. */
export async function renderEvent(
  context: CallbackContext,
  dialects: Dialects,
  event: PlacedEventRow,
): Promise<Rendering> {
  try {
    const callback = await requireDialect(dialects, event.dialect).render(event);
    if (callback === undefined) return { outcome: 'nothing' };
    const { url, purpose, eventId } = callback;
    const endpoint = url === undefined ? accountEndpointName(purpose) : originOf(url);
    const sealedContent = sealContent(context, event, callback);
    return { outcome: 'callback', content: { endpoint, eventId, sealedContent } };
  } catch (error) {
    return { outcome: 'failed', failure: failureTextOf(error) };
  }
}

/** @throws Error if this version of the gateway, or this process, does not know it */
export function requireDialect(dialects: Dialects, name: string): CallbackDialect {
  const dialect = dialects.get(name);
  if (dialect === undefined) throw new Error(`no callbacks are known of dialect '${name}'`);
  return dialect;
}

const DELAY_FIRST_MILLISECONDS = 1_000;
const DELAY_MILLISECONDS_MAXIMUM = 3_600_000;

/** Until a dialect is asked again: 1 s after it first failed, then 2 s, 4 s … at most an hour. */
export function renderingDelayMilliseconds(attempts: number): number {
  return Math.min(DELAY_FIRST_MILLISECONDS * 2 ** (attempts - 1), DELAY_MILLISECONDS_MAXIMUM);
}

const FAILURE_CHARACTERS_MAXIMUM = 500;

export function failureTextOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replaceAll('\0', '').toWellFormed().slice(0, FAILURE_CHARACTERS_MAXIMUM).toWellFormed();
}
