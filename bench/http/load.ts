// A child process that sends prepared requests over keep-alive connections, one at a time on each, and times the answers. It does
// next to nothing beside, so that one core of it can keep one core of server busy.
import { connect, type Socket } from 'node:net';

/** Requests as they go over the wire, in lanes: a lane's requests are sent in order, on one connection. */
export interface LoadCommand {
  readonly port: number;
  readonly lanes: readonly (readonly Uint8Array[])[];
  /** A slow server is not given all of them: nothing is sent after this. */
  readonly timeMilliseconds: number;
  /** What every good answer contains. */
  readonly expect: string;
  /** So many requests a second, evenly over the lanes, whatever the server does. As many as it can take, if not told. */
  readonly perSecond?: number;
}

export interface LoadResult {
  readonly answered: number;
  readonly refused: number;
  /** The first answer that was not a good one. */
  readonly firstRefusal: string | undefined;
  readonly elapsedMilliseconds: number;
  readonly latenciesMilliseconds: { readonly p50: number; readonly p99: number };
}

process.once('message', (command: LoadCommand) => {
  run(command).then((result) => {
    process.send?.(result);
    process.disconnect();
  });
});

async function run({ port, lanes, expect, timeMilliseconds, perSecond }: LoadCommand): Promise<LoadResult> {
  const latencies: number[] = [];
  const refusals: string[] = [];
  const started = performance.now();
  const intervalMilliseconds = perSecond === undefined ? 0 : (lanes.length * 1_000) / perSecond;
  const until = started + timeMilliseconds;
  await Promise.all(
    lanes.map((requests, lane) => {
      const firstAt = started + (intervalMilliseconds * lane) / lanes.length;
      return runLane(port, requests, { expect, latencies, refusals, until, firstAt, intervalMilliseconds });
    }),
  );
  const elapsedMilliseconds = performance.now() - started;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return {
    answered: latencies.length - refusals.length,
    refused: refusals.length,
    firstRefusal: refusals[0],
    elapsedMilliseconds,
    latenciesMilliseconds: { p50: at(0.5), p99: at(0.99) },
  };
}

interface Tally {
  readonly expect: string;
  readonly latencies: number[];
  readonly refusals: string[];
  readonly until: number;
  readonly firstAt: number;
  /** From one request to the next; 0 for no waiting. */
  readonly intervalMilliseconds: number;
}

function runLane(port: number, requests: readonly Uint8Array[], tally: Tally): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let next = 0;
    let sentAt = 0;
    let received = '';
    const send = () => {
      const request = requests[next];
      // Timed from when it was to be sent: a server that is late is late for those that wait behind, too.
      const now = performance.now();
      const dueAt =
        tally.intervalMilliseconds === 0 ? now : tally.firstAt + next * tally.intervalMilliseconds;
      if (request === undefined || Math.max(now, dueAt) > tally.until) {
        socket.end();
        resolve();
        return;
      }
      next += 1;
      sentAt = dueAt;
      if (dueAt <= now) socket.write(request);
      else setTimeout(() => socket.write(request), dueAt - now);
    };
    socket.setEncoding('latin1');
    socket.once('connect', send).once('error', reject);
    socket.on('data', (chunk: string) => {
      received += chunk;
      if (!isWhole(received)) return;
      tally.latencies.push(performance.now() - sentAt);
      if (!received.includes(tally.expect)) tally.refusals.push(received);
      received = '';
      send();
    });
  });
}

function isWhole(received: string): boolean {
  const headersEnd = received.indexOf('\r\n\r\n');
  if (headersEnd === -1) return false;
  const [, length] = /\r\ncontent-length: (\d+)/iu.exec(received.slice(0, headersEnd + 2)) ?? [];
  return length !== undefined && received.length >= headersEnd + 4 + Number(length);
}
