import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { CSV_ARGUMENT, readCsv } from './csv-file.ts';
import { addGroup, addOperatorCommand } from './operator-command.ts';

const POOLS = {
  address: {
    things: 'addresses on chains',
    columns: 'network,address. Networks are tron, ethereum, polygon, bsc, bitcoin and blackhat.',
    example: 'network,address\\ntron,TJRabPrwbZy45sbavfcjinPJC18kjpRTv8\\n',
    path: '/addresses/import',
  },
  account: {
    things: 'bank accounts',
    columns: 'asset,bank,account_number and, if you like, account_name: as the bank knows it.',
    example: 'asset,bank,account_number\\nIDR,014,1234567890\\n',
    path: '/accounts/import',
  },
} as const;

/** `address` and `account`: what payers are told to pay to. */
export function addPoolCommands(program: Command, environment: Environment): void {
  for (const name of ['address', 'account'] as const) addPool(program, environment, name);
}

function addPool(program: Command, environment: Environment, name: keyof typeof POOLS): void {
  const { things, columns, example, path } = POOLS[name];
  const pool = addGroup(program, {
    name,
    summary: `manual rail: ${things} to be paid at`,
    description: `The ${things} that a gateway whose rail is manual gives to payers, one to each payment.`,
  });
  addOperatorCommand(pool, environment, {
    usage: 'import <file>',
    description:
      `Add ${things} of your own from a CSV file: all of them, or none if a line is wrong.\n` +
      `Those that are known already change nothing. Its header is ${columns}`,
    arguments: [CSV_ARGUMENT],
    examples: [`printf '${example}' | countersign ${name} import -`],
    run: async ({ call, print, environment: { standardInput } }, file = '') => {
      const csv = await readCsv(file, standardInput);
      const answer = await call<{ readonly added: number; readonly known: number }>({
        method: 'POST',
        path,
        csv,
      });
      print(answer, `added ${answer.added}; ${answer.known} were known\n`);
    },
  });
}
