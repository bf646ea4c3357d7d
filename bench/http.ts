// How many signed, durable creations a second the running gateway takes in each dialect, beside the floor program in the same minute.
import { randomBytes } from 'node:crypto';
import type { LoadResult } from './http/load.ts';
import {
  type GatewayServer,
  isPinned,
  runLoad,
  type Server,
  startFloor,
  startGateway,
} from './http/processes.ts';
import { CREATIONS, type Creation, floorRequest, type Keys, wireBytes } from './http/requests.ts';

const LANES = 64;
const FLOOR_REQUESTS = 120_000;
/** V8 compiles a server's code for long: its first twenty thousand requests take twice the processor time of the later ones. */
const WARM_UP_MILLISECONDS = 6_000;
const WARM_UP_SHARE = 0.5;
const LOAD_MILLISECONDS = 4_000;
/** The rest is for half the load, to see what a request takes when there is room. */
const LOAD_SHARE = 0.35;

const isJson = process.argv.includes('--json');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));

const print = (line: string) => {
  if (!isJson) process.stdout.write(`${line}\n`);
};
const rows: object[] = [];

print(
  `${LANES} connections; server on core 0, load on core 1${isPinned ? '' : ' (not pinned: no taskset here)'}`,
);
print(
  'dialect      creations/s   p50 ms   p99 ms   floor/s   ratio  µs cpu / of floor  p50, p99 at half load   refused',
);
for (const creation of CREATIONS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const before = await measureFloor();
  const result = await measureGateway(creation);
  const after = await measureFloor();
  report(creation, result, [before, after]);
}
if (isJson) process.stdout.write(`${JSON.stringify({ lanes: LANES, isPinned, rows })}\n`);

/** A load's result, with the processor time that the server took for one answer. */
interface Measured extends LoadResult {
  readonly processorMicroseconds: number;
  /** With half as many requests a second. */
  readonly half: LoadResult['latenciesMilliseconds'];
}

function report({ name }: Creation, result: Measured, floors: readonly Measured[]): void {
  const floor = mean(floors.map(perSecond));
  const floorProcessor = mean(floors.map(({ processorMicroseconds }) => processorMicroseconds));

  const { p50, p99 } = result.latenciesMilliseconds;
  const rate = perSecond(result);
  const { processorMicroseconds, refused } = result;
  rows.push({
    dialect: name,
    perSecond: rate,
    floorPerSecond: floor,
    ratio: rate / floor,
    p50,
    p99,
    half: result.half,
    processorMicroseconds,
    floorProcessorMicroseconds: floorProcessor,
    refused,
  });
  print(
    [
      name.padEnd(12),
      Math.round(rate).toLocaleString('en').padStart(12),
      p50.toFixed(1).padStart(9),
      p99.toFixed(1).padStart(9),
      Math.round(floor).toLocaleString('en').padStart(10),
      (rate / floor).toFixed(2).padStart(8),
      `${processorMicroseconds.toFixed(0)} / ${floorProcessor.toFixed(0)}`.padStart(18),
      `${result.half.p50.toFixed(1)}, ${result.half.p99.toFixed(1)}`.padStart(23),
      String(refused).padStart(10),
    ].join(''),
  );
  if (result.firstRefusal !== undefined)
    print(`  first refusal: ${result.firstRefusal.split('\r\n\r\n')[1]?.slice(0, 300)}`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function perSecond({ answered, elapsedMilliseconds }: LoadResult): number {
  return (answered * 1_000) / elapsedMilliseconds;
}

async function measureFloor(): Promise<Measured> {
  const secret = randomBytes(32).toString('hex');
  const floor = await startFloor(secret);
  try {
    const requests = await prepare(FLOOR_REQUESTS, async (index) =>
      wireBytes(await floorRequest(floor.origin, secret, index)),
    );
    return await load(floor, spread(requests), '"code":"0000"');
  } finally {
    await floor.stop();
  }
}

async function measureGateway(creation: Creation): Promise<Measured> {
  const gateway = await startGateway();
  try {
    const keysOfLane = await keysPerLane(gateway, creation);
    const token = await tokenFor(gateway, creation);
    const now = Date.now();
    const requests = await prepare(creation.requests, async (index) => {
      const keys = keysOfLane[index % LANES] ?? gateway.keys;
      return wireBytes(await creation.request({ origin: gateway.origin, keys, index, token, now }));
    });
    return await load(gateway, spread(requests), creation.expect);
  } finally {
    await gateway.stop();
  }
}

/** Warms the server up with the first requests, and measures with the rest: as fast as it goes, then half as fast. */
async function load(
  server: Server,
  lanes: readonly (readonly Uint8Array[])[],
  expect: string,
): Promise<Measured> {
  const port = Number(new URL(server.origin).port);
  const count = lanes[0]?.length ?? 0;
  const warmUpEnd = Math.ceil(count * WARM_UP_SHARE);
  const loadEnd = warmUpEnd + Math.ceil(count * LOAD_SHARE);
  const part = (from: number, to: number) => lanes.map((lane) => lane.slice(from, to));
  await runLoad({ port, lanes: part(0, warmUpEnd), expect, timeMilliseconds: WARM_UP_MILLISECONDS });
  const before = server.processorMilliseconds();
  const timeMilliseconds = LOAD_MILLISECONDS;
  const result = await runLoad({ port, lanes: part(warmUpEnd, loadEnd), expect, timeMilliseconds });
  const processorMicroseconds = ((server.processorMilliseconds() - before) * 1_000) / result.answered;
  const half = await runLoad({
    port,
    lanes: part(loadEnd, count),
    expect,
    timeMilliseconds,
    perSecond: perSecond(result) / 2,
  });
  return { ...result, processorMicroseconds, half: half.latenciesMilliseconds };
}

async function prepare(
  count: number,
  make: (index: number) => Promise<Uint8Array>,
): Promise<readonly Uint8Array[]> {
  const requests: Uint8Array[] = [];
  for (let index = 0; index < count; index++) requests.push(await make(index));
  return requests;
}

function spread(requests: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  return Array.from({ length: LANES }, (_, lane) =>
    requests.filter((_request, index) => index % LANES === lane),
  );
}

async function tokenFor({ origin, keys }: GatewayServer, { token }: Creation): Promise<string> {
  if (token === undefined) return '';
  const body = JSON.stringify(token.body(keys));
  const answer = await fetch(origin + token.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return token.read(await answer.json());
}

async function keysPerLane(
  gateway: GatewayServer,
  { name, merchantPerLane }: Creation,
): Promise<readonly Keys[]> {
  if (!merchantPerLane) return [];
  const operator = async (path: string, content: object) => {
    const headers = { authorization: `Bearer ${gateway.operatorToken}`, 'content-type': 'application/json' };
    const answer = await fetch(`${gateway.origin}/operator/v1/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(content),
    });
    return (await answer.json()) as { merchantId: string; shown: Readonly<Record<string, string>> };
  };
  const keys: Keys[] = [];
  for (let lane = 0; lane < LANES; lane++) {
    const { merchantId } = await operator('merchants', { name: `Lane ${lane}` });
    keys.push({ [name]: (await operator('credentials', { dialect: name, merchantId })).shown });
  }
  return keys;
}
