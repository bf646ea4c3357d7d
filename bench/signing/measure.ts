/** One thing to time. It is run again and again, each run awaited. */
export type Work = () => unknown;

export interface Measured {
  readonly operationsPerSecond: number;
  readonly bareOperationsPerSecond: number;
  /** Median over the rounds of (ours / bare), each pair measured one right after the other. */
  readonly ratio: number;
}

const ROUND_MILLISECONDS = 20;
const ROUNDS = 31;

/** Runs two works turn by turn, so that a machine whose speed drifts slows both, and compares them pair by pair. */
export async function compare(ours: Work, bare: Work): Promise<Measured> {
  await rate(ours);
  await rate(bare);
  const pairs: { ours: number; bare: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const first = await rate(round % 2 === 0 ? ours : bare);
    const second = await rate(round % 2 === 0 ? bare : ours);
    pairs.push(round % 2 === 0 ? { ours: first, bare: second } : { ours: second, bare: first });
  }
  return {
    operationsPerSecond: median(pairs.map((pair) => pair.ours)),
    bareOperationsPerSecond: median(pairs.map((pair) => pair.bare)),
    ratio: median(pairs.map((pair) => pair.ours / pair.bare)),
  };
}

/** Operations in a second of this process's processor time, all threads: what else runs on the machine does not count. */
async function rate(work: Work): Promise<number> {
  const started = processorMilliseconds();
  let operations = 0;
  let elapsed = 0;
  while (elapsed < ROUND_MILLISECONDS) {
    for (let each = 0; each < 20; each++) {
      const result = work();
      if (result instanceof Promise) await result;
    }
    operations += 20;
    elapsed = processorMilliseconds() - started;
  }
  return (operations * 1_000) / elapsed;
}

function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
