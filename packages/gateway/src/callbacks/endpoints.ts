import {
  clearEndpointUrl,
  type EndpointFilter,
  type EndpointKey,
  type EndpointRow,
  pauseEndpointRow,
  resumeEndpointRow,
  selectEndpoints,
  upsertEndpointSchedule,
  upsertEndpointUrl,
} from '../store/queries/callback-endpoints.ts';
import { accountEndpointName, originOf } from './addresses.ts';
import type { CallbackContext } from './context.ts';
import { type ScheduleOverride, writeSchedule } from './schedule.ts';

export type { EndpointFilter, EndpointKey };

/** Where callbacks go: an account's address for a purpose, or the server of addresses that came with payments. */
export interface CallbackEndpoint
  extends EndpointKey,
    Pick<
      EndpointRow,
      'kind' | 'url' | 'state' | 'reason' | 'failingSince' | 'failures' | 'createdAt' | 'updatedAt'
    > {
  /** What the merchant has instead of the dialect's. */
  readonly schedule?: ScheduleOverride;
}

/** Which of an account's addresses. */
export interface AccountAddress {
  readonly merchantId: string;
  readonly dialect: string;
  /** `default`, or what the dialect tells apart. */
  readonly purpose: string;
}

type Writer = Pick<CallbackContext, 'perform' | 'environment'>;

/**
 * Gives a merchant's account an address. What waited for one, or was paused, is sent from now on.
 *
 * @throws CallbackAddressError if it is none
 * @example await setEndpoint(core, { merchantId, dialect: 'easylink', purpose: 'default' }, 'https://shop.example/callbacks');
 */
export async function setEndpoint(
  { perform, environment }: Writer,
  address: AccountAddress,
  url: string,
): Promise<void> {
  originOf(url);
  const key = keyOf(address);
  await perform((transaction) => upsertEndpointUrl(transaction, key, { url, now: environment.now() }));
}

/** Takes an address away: what is to be told meanwhile is kept. @returns whether there was one */
export async function unsetEndpoint(
  { perform, environment }: Writer,
  address: AccountAddress,
): Promise<boolean> {
  const key = keyOf(address);
  return perform((transaction) => clearEndpointUrl(transaction, key, environment.now()));
}

/**
 * Sets when attempts follow each other, instead of as the dialect says; undefined for that again. That of `default` goes for
 * payments' own addresses as well.
 *
 * @throws CallbackScheduleError naming what is out of bounds
 */
export async function setEndpointSchedule(
  { perform, environment }: Writer,
  address: AccountAddress,
  schedule: ScheduleOverride | undefined,
): Promise<void> {
  const key = keyOf(address);
  const kept = schedule && writeSchedule(schedule);
  await perform((transaction) =>
    upsertEndpointSchedule(transaction, key, { schedule: kept, now: environment.now() }),
  );
}

const BY_HAND = 'paused by hand';

/** Sends nothing more to an endpoint, after what is under way, until it is resumed. @returns whether there is one with an address */
export async function pauseEndpoint(
  { perform, environment }: Writer,
  key: EndpointKey,
  reason: string = BY_HAND,
): Promise<boolean> {
  return perform((transaction) => pauseEndpointRow(transaction, key, { reason, now: environment.now() }));
}

/** What waited is sent from now on. @returns whether it was paused */
export async function resumeEndpoint({ perform, environment }: Writer, key: EndpointKey): Promise<boolean> {
  return perform((transaction) => resumeEndpointRow(transaction, key, environment.now()));
}

const BEFORE_ALL: EndpointKey = { merchantId: '', dialect: '', name: '' };

/** A page of endpoints in the order of their keys; those of all merchants, if none is told. */
export async function listEndpoints(
  { reader }: Pick<CallbackContext, 'reader'>,
  filter: EndpointFilter,
  { after = BEFORE_ALL, limit }: { readonly after?: EndpointKey; readonly limit: number },
): Promise<readonly CallbackEndpoint[]> {
  return (await selectEndpoints(reader, filter, { after, limit })).map(endpointOf);
}

function keyOf({ merchantId, dialect, purpose }: AccountAddress): EndpointKey {
  return { merchantId, dialect, name: accountEndpointName(purpose) };
}

function endpointOf({ schedule, heldUntil: _, dueAt: __, ...endpoint }: EndpointRow): CallbackEndpoint {
  return {
    ...endpoint,
    ...(schedule !== undefined && { schedule: JSON.parse(schedule) as ScheduleOverride }),
  };
}
