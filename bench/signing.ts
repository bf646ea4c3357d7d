// What signing and verifying cost beside the bare cryptography, in one process, pair by pair; and beside the least program that
// reads the same message, where a dialect must read it first.
import { SUBJECTS, type Works } from './signing/dialects.ts';
import { compare, type Measured } from './signing/measure.ts';
import { bare, PEERS } from './signing/peers.ts';

const SIZES_KILOBYTES = [0.2, 1, 64];
const COLUMN_CHARACTERS = 48;
const OPERATIONS = ['sign', 'verify'] as const;

interface Cell extends Measured {
  readonly ratioToHandWritten?: number;
}

interface Row {
  readonly subject: string;
  readonly operation: string;
  readonly cells: readonly (Cell | undefined)[];
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
  prepare: (sizeBytes: number, operation: 'sign' | 'verify') => Promise<Works | undefined>,
): Promise<void> {
  for (const operation of OPERATIONS) {
    const cells: (Cell | undefined)[] = [];
    for (const size of SIZES_KILOBYTES) {
      const works = await prepare(Math.round(size * 1_024), operation);
      cells.push(works && (await measureCell(works)));
    }
    rows.push({ subject, operation, cells });
    if (!isQuiet) printRow({ subject, operation, cells });
  }
}

async function measureCell({ ours, bare, handWritten }: Works): Promise<Cell> {
  const measured = await compare(ours, bare);
  if (handWritten === undefined) return measured;
  return { ...measured, ratioToHandWritten: (await compare(ours, handWritten)).ratio };
}

function printRow({ subject, operation, cells }: Row): void {
  if (rows.length === 1) {
    const sizes = SIZES_KILOBYTES.map((size) =>
      `${size} KB: per second (x bare, x hand-written)`.padStart(COLUMN_CHARACTERS),
    ).join('');
    process.stdout.write(`${'subject'.padEnd(26)}${'operation'.padEnd(10)}${sizes}\n`);
  }
  const texts = cells.map((cell) => {
    if (cell === undefined) return '-'.padStart(COLUMN_CHARACTERS);
    const rate = Math.round(cell.operationsPerSecond).toLocaleString('en');
    const ratios = [cell.ratio, cell.ratioToHandWritten].filter((each) => each !== undefined);
    return `${rate} (${ratios.map((each) => each.toFixed(2)).join(', ')})`.padStart(COLUMN_CHARACTERS);
  });
  process.stdout.write(`${subject.padEnd(26)}${operation.padEnd(10)}${texts.join('')}\n`);
}
