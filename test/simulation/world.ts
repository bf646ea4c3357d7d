import {
  type Core,
  createCore,
  createMerchant,
  createSealer,
  openMasterKeys,
  putRate,
  setFee,
  topUp,
} from '../../packages/gateway/src/core/index.ts';
import { amountOf, requireAsset } from '../../packages/gateway/src/money/index.ts';
import type { RailEvent } from '../../packages/gateway/src/rails/rail.ts';
import type { Store } from '../../packages/gateway/src/store/store.ts';
import { TEST_START } from '../support/environment.ts';
import { Life, MortalStore } from './crash.ts';
import { SimulatedRail } from './rail.ts';
import type { Random } from './random.ts';

/** Everything outside the gateway: what merchants know of what they asked for, and what the rail has seen. It survives all crashes. */
export interface World {
  readonly random: Random;
  readonly rail: SimulatedRail;
  readonly merchantIds: readonly string[];
  readonly invoices: Known[];
  readonly accounts: Known[];
  readonly payouts: { readonly merchantId: string; readonly reference: string }[];
  readonly refunds: { readonly merchantId: string; readonly reference: string }[];
  /** What was asked for or reported before, to be repeated now and then. */
  readonly said: Attempt[];
  readonly deposits: RailEvent[];
  /** The gateway's process of now. */
  core: Core;
  life: Life;
  /** Draws a number that was never drawn. */
  next(): number;
  /** Lets the process die, if it lives, and starts another one on what is stored. */
  restart(): void;
}

export interface Known {
  readonly merchantId: string;
  readonly id: string;
  readonly number: string;
}

/** One command of a merchant, operator or rail, which can be given again word by word. */
export interface Attempt {
  readonly name: string;
  readonly run: (core: Core) => Promise<unknown>;
}

/** Something that merchants, payers, operators or rails do; undefined where there is nothing to do it to yet. */
export type Command = (world: World) => Attempt | undefined;

export const DIALECT = 'simulated';
export const USDT = requireAsset('USDT');
export const USD = requireAsset('USD');
export const IDR = requireAsset('IDR');

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');
const MERCHANTS = 3;
/** So little that some of what is asked for is refused. */
const BALANCES = [amountOf(USDT, 6_000_000n), amountOf(USD, 3_000n), amountOf(IDR, 8_000_000n)];

/** @param deathsPerAwait how likely a process dies at each await */
export async function createWorld(store: Store, random: Random, deathsPerAwait: number): Promise<World> {
  const environment = { now: () => TEST_START, randomBytes: (size: number) => random.bytes(size) };
  const masterKeys = openMasterKeys(environment, {
    variables: { COUNTERSIGN_MASTER_KEY: MASTER_KEY },
    folder: '/nowhere',
  });
  const sealer = createSealer(environment, masterKeys);
  let offset = 0;
  const immortal = new Life(random, 0);
  const rail = new SimulatedRail(random.fork(), immortal);
  const processOn = (life: Life) => {
    const core = createCore({ environment, store: new MortalStore(store, life), sealer, rail });
    core.clock.keepUpWith(offset);
    return core;
  };
  const core = processOn(immortal);
  const merchantIds = await openMerchants(core);
  let drawn = 0;
  const world: World = {
    random,
    rail,
    merchantIds,
    invoices: [],
    accounts: [],
    payouts: [],
    refunds: [],
    said: [],
    deposits: [],
    core,
    life: immortal,
    next: () => {
      drawn += 1;
      return drawn;
    },
    restart: () => {
      offset = world.core.clock.offsetMilliseconds();
      world.life.end();
      world.life = new Life(random, deathsPerAwait);
      rail.life = world.life;
      world.core = processOn(world.life);
    },
  };
  return world;
}

/** With something to spend, fees to pay and a rate to convert by. */
async function openMerchants(core: Core): Promise<readonly string[]> {
  return core.perform(async (transaction) => {
    const ids: string[] = [];
    for (let index = 0; index < MERCHANTS; index += 1) {
      const { id } = await createMerchant(transaction, core, { name: `Shop ${index}` });
      for (const amount of BALANCES) {
        await topUp(transaction, core, { merchantId: id, amount, reference: `first ${amount.asset.code}` });
      }
      ids.push(id);
    }
    const fee = { fixed: 30n, proportionMillionths: 2_500n, minimum: 50n };
    for (const operation of ['invoice', 'payout', 'virtual_account']) {
      for (const asset of [USDT, USD, IDR]) await setFee(transaction, { operation, asset, schedule: fee });
    }
    const at = core.environment.now();
    await putRate(transaction, { base: USD, quote: IDR, rate: '15700.125', source: 'simulated', at });
    return ids;
  });
}
