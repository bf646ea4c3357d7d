import type { Command } from 'commander';
import { Failure } from '../ending.ts';
import type { Environment } from '../environment.ts';
import { textTable } from '../output/table.ts';
import { everyMerchant } from './every-merchant.ts';
import { addOperatorCommand, type Operation } from './operator-command.ts';

interface VerifyOptions {
  readonly merchant?: string;
}

/** One merchant's verification, under way or done. */
interface Verification {
  readonly id: string;
  readonly merchantId: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly transfers: number;
  /** The end of the chain of transfers. */
  readonly head: string;
  readonly problems: readonly string[];
}

const PATH = '/ledger/verifications';

export function addVerify(ledger: Command, environment: Environment): void {
  addOperatorCommand<VerifyOptions>(ledger, environment, {
    usage: 'verify',
    description:
      'Check the books of every merchant: every transfer sums to zero, every balance is the sum of its postings, and ' +
      'the chain of hashes over all transfers holds. Fails where anything is wrong, and says what.',
    options: [['--merchant <id>', "only this merchant's"]],
    examples: ['countersign ledger verify', 'countersign ledger verify --json | jq .[].head'],
    run: async (operation) => {
      const { options, call, print } = operation;
      const all =
        options.merchant === undefined ? await everyMerchant(call) : [{ merchantId: options.merchant }];
      const done: Verification[] = [];
      const progress = progressOn(operation.environment);
      for (const [index, { merchantId }] of all.entries()) {
        const place = `${index + 1} of ${all.length}`;
        done.push(await verify(call, merchantId, (transfers) => progress.show(place, merchantId, transfers)));
      }
      progress.clear();
      print(done, verificationText(done));
      const wrong = done.filter(({ problems }) => problems.length > 0).length;
      if (wrong > 0) throw new Failure(`the books of ${wrong} of ${done.length} merchants are wrong`);
    },
  });
}

/** Asking how it goes waits for a while in the gateway, not here. */
async function verify(
  call: Operation<unknown>['call'],
  merchantId: string,
  onProgress: (transfers: number) => void,
): Promise<Verification> {
  onProgress(0);
  let verification = await call<Verification>({ method: 'POST', path: PATH, body: { merchantId } });
  while (verification.state === 'running') {
    onProgress(verification.transfers);
    verification = await call<Verification>({ method: 'GET', path: `${PATH}/${verification.id}` });
  }
  if (verification.state === 'failed') {
    throw new Failure(`the books of ${merchantId} could not be read to the end; the gateway's log says why`);
  }
  return verification;
}

function progressOn({ standardError }: Environment) {
  const write = (text: string) => {
    // Back to the line's beginning, and clear it (ECMA-48).
    if (standardError.isTTY) standardError.write(`\r\x1b[K${text}`);
  };
  return {
    show: (place: string, merchantId: string, transfers: number) =>
      write(`verifying ${place}: merchant ${merchantId}, ${transfers} transfers`),
    clear: () => write(''),
  };
}

function verificationText(done: readonly Verification[]): string {
  const rows = done.map(({ merchantId, transfers, head, problems }) => [
    merchantId,
    String(transfers),
    head.slice(0, 16),
    problems.length === 0 ? 'right' : 'WRONG',
  ]);
  const problems = done.flatMap(({ merchantId, problems: found }) =>
    found.map((problem) => `merchant ${merchantId}: ${problem}\n`),
  );
  return textTable(['MERCHANT', 'TRANSFERS', 'HEAD', 'BOOKS'], rows) + problems.join('');
}
