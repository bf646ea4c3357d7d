import type { Command } from 'commander';
import { Failure, UsageError } from '../ending.ts';
import type { Environment } from '../environment.ts';
import { textTable } from '../output/table.ts';
import { everyMerchant } from './every-merchant.ts';
import { addOperatorCommand, type Operation } from './operator-command.ts';

interface VerifyOptions {
  readonly merchant?: string;
  readonly kept?: string;
}

/** One merchant's verification, under way. */
interface Verifying {
  readonly id: string;
  readonly merchantId: string;
  readonly state: 'running';
  readonly verified: number;
  readonly of: number;
}

interface Verified {
  readonly id: string;
  readonly merchantId: string;
  readonly state: 'done';
  readonly transfers: number;
  /** The hash that the chain of transfers ends in. */
  readonly head: string;
  readonly problems: readonly { readonly position: number; readonly message: string }[];
}

const PATH = '/ledger/verifications';

const KEPT = /^(\d{1,15}):([0-9a-f]{64})$/u;

export function addVerify(ledger: Command, environment: Environment): void {
  addOperatorCommand<VerifyOptions>(ledger, environment, {
    usage: 'verify',
    description:
      'Check the books of every merchant: every transfer sums to zero, every balance is the sum of its postings, and ' +
      'the chain of hashes over all transfers holds. Fails where anything is wrong, and says what.\n' +
      'Who can write everything could forge a whole chain: keep TRANSFERS:HEAD elsewhere, and --kept proves that ' +
      'nothing before was changed.',
    options: [
      ['--merchant <id>', "only this merchant's"],
      ['--kept <transfers:head>', 'as an earlier run showed them; with --merchant'],
    ],
    examples: [
      'countersign ledger verify',
      "countersign ledger verify --json | jq '.[].head'",
      'countersign ledger verify --merchant 019aa64c-… --kept 1042:9f86d081…',
    ],
    run: async (operation) => {
      const { options, call, print } = operation;
      const kept = keptOf(options);
      const all =
        options.merchant === undefined ? await everyMerchant(call) : [{ merchantId: options.merchant }];
      const done: Verified[] = [];
      const progress = progressOn(operation.environment);
      for (const [index, { merchantId }] of all.entries()) {
        const place = `${index + 1} of ${all.length}`;
        progress.show(`verifying merchant ${place}`);
        const onProgress = ({ verified, of }: Verifying) =>
          progress.show(`verifying merchant ${place}: ${verified} of ${of} transfers`);
        done.push(await verify(call, { merchantId, ...(kept && { kept }) }, onProgress));
      }
      progress.clear();
      print(done, verificationText(done));
      const wrong = done.filter(({ problems }) => problems.length > 0).length;
      if (wrong > 0) throw new Failure(`the books of ${wrong} of ${done.length} merchants are wrong`);
    },
  });
}

function keptOf({ kept, merchant }: VerifyOptions): { transfers: string; head: string } | undefined {
  if (kept === undefined) return undefined;
  if (merchant === undefined) throw new UsageError('--kept: only with --merchant, whose it is');
  const [, transfers, head] = KEPT.exec(kept) ?? [];
  if (transfers === undefined || head === undefined) {
    throw new UsageError(
      `--kept: '${kept}' is none; write the number of transfers, a colon, and the whole head`,
    );
  }
  return { transfers, head };
}

/** Asking how it goes is answered once it has gone further: the gateway waits, not this. */
async function verify(
  call: Operation<unknown>['call'],
  body: object,
  onProgress: (verifying: Verifying) => void,
): Promise<Verified> {
  let verification = await call<Verifying | Verified>({ method: 'POST', path: PATH, body });
  while (verification.state === 'running') {
    onProgress(verification);
    const path = `${PATH}/${verification.id}`;
    verification = await call<Verifying | Verified>({ method: 'GET', path });
  }
  return verification;
}

/** On a terminal only: what is captured is not overwritten line by line. */
function progressOn({ standardError }: Environment) {
  // Back to the line's beginning, and clear it (ECMA-48).
  const show = (text: string) => standardError.isTTY && standardError.write(`\r\x1b[K${text}`);
  return { show, clear: () => show('') };
}

function verificationText(done: readonly Verified[]): string {
  const rows = done.map(({ merchantId, transfers, head, problems }) => [
    merchantId,
    problems.length === 0 ? 'right' : 'WRONG',
    `${transfers}:${head}`,
  ]);
  const problems = done.flatMap(({ merchantId, problems: found }) =>
    found.map(({ position, message }) => `merchant ${merchantId}, transfer ${position}: ${message}\n`),
  );
  return textTable(['MERCHANT', 'BOOKS', 'TRANSFERS:HEAD'], rows) + problems.join('');
}
