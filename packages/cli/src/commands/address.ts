import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { CSV_ARGUMENT, readCsv } from './csv-file.ts';
import { addGroup, addOperatorCommand } from './operator-command.ts';

export function addAddressCommand(program: Command, environment: Environment): void {
  const address = addGroup(program, {
    name: 'address',
    summary: 'manual rail: addresses and accounts to be paid at',
    description:
      'The addresses and bank accounts that a gateway whose rail is manual gives to payers, one to each payment.',
  });
  addOperatorCommand(address, environment, {
    usage: 'import <file>',
    description:
      'Add addresses from a CSV file: all of them, or none if a line is wrong. Those known already change nothing.\n' +
      'Its header is network,address: your own, which pay to nobody else. Use tron, ethereum, polygon, bsc, bitcoin.',
    arguments: [CSV_ARGUMENT],
    examples: [
      "printf 'network,address\\ntron,TJRabPrwbZy45sbavfcjinPJC18kjpRTv8\\n' | countersign address import -",
    ],
    run: async ({ call, print, environment: { standardInput } }, file = '') => {
      const csv = await readCsv(file, standardInput);
      const answer = await call<{ readonly added: number; readonly known: number }>({
        method: 'POST',
        path: '/addresses/import',
        csv,
      });
      print(answer, `added ${answer.added} addresses; ${answer.known} were known\n`);
    },
  });
}
