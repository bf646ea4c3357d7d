// What signing and verifying cost beside the bare cryptography, in one process, pair by pair.
import { SUBJECTS } from './signing/dialects.ts';
import { compare, type Measured, type Work } from './signing/measure.ts';
import { bare, PEERS } from './signing/peers.ts';

const SIZES_KILOBYTES = [0.2, 1, 64];
const OPERATIONS = ['sign', 'verify'] as const;

interface Row {
  readonly subject: string;
  readonly operation: string;
  readonly cells: readonly (Measured | undefined)[];
}

const isQuiet = process.argv.includes('--json');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const rows: Row[] = [];

for (const subject of SUBJECTS.filter(({ name }) => isWanted(name))) {
  await measureRows(
    subject.name,
    async (sizeBytes, operation) => (await subject.prepare(sizeBytes))[operation],
  );
}
for (const peer of PEERS.filter(({ name }) => isWanted(name))) {
  await measureRows(peer.name, async (sizeBytes, operation) => {
    const ours = (await peer.prepare(sizeBytes))[operation];
    return ours && { ours, bare: bare(sizeBytes)[operation] };
  });
}
if (isQuiet) process.stdout.write(`${JSON.stringify({ sizesKilobytes: SIZES_KILOBYTES, rows })}\n`);

function isWanted(name: string): boolean {
  return wanted.length === 0 || wanted.some((each) => name.includes(each));
}

async function measureRows(
  subject: string,
  prepare: (
    sizeBytes: number,
    operation: 'sign' | 'verify',
  ) => Promise<{ ours: Work; bare: Work } | undefined>,
): Promise<void> {
  for (const operation of OPERATIONS) {
    const cells: (Measured | undefined)[] = [];
    for (const size of SIZES_KILOBYTES) {
      const works = await prepare(Math.round(size * 1_024), operation);
      cells.push(works && (await compare(works.ours, works.bare)));
    }
    rows.push({ subject, operation, cells });
    if (!isQuiet) printRow({ subject, operation, cells });
  }
}

function printRow({ subject, operation, cells }: Row): void {
  if (rows.length === 1) {
    const sizes = SIZES_KILOBYTES.map((size) => `${size} KB: per second (x bare)`.padStart(28)).join('');
    process.stdout.write(`${'subject'.padEnd(26)}${'operation'.padEnd(10)}${sizes}\n`);
  }
  const texts = cells.map((cell) => {
    if (cell === undefined) return '-'.padStart(28);
    const rate = Math.round(cell.operationsPerSecond).toLocaleString('en');
    return `${rate} (${cell.ratio.toFixed(2)})`.padStart(28);
  });
  process.stdout.write(`${subject.padEnd(26)}${operation.padEnd(10)}${texts.join('')}\n`);
}
