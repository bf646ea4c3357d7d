import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { timeText } from '../output/money.ts';
import { textTable } from '../output/table.ts';
import { everyMerchant, type Merchant } from './every-merchant.ts';
import { addGroup, addOperatorCommand } from './operator-command.ts';

export function addMerchantCommand(program: Command, environment: Environment): void {
  const merchant = addGroup(program, {
    name: 'merchant',
    summary: 'list and add merchants',
    description: 'The merchants of a running gateway.',
  });
  addOperatorCommand(merchant, environment, {
    usage: 'list',
    description: 'List merchants, oldest first.',
    examples: ['countersign merchant list'],
    run: async ({ call, print }) => {
      const merchants = await everyMerchant(call);
      const rows = merchants.map(({ merchantId, name, createdAt }) => [
        merchantId,
        name,
        timeText(createdAt),
      ]);
      print(merchants, textTable(['MERCHANT', 'NAME', 'CREATED'], rows));
    },
  });
  addOperatorCommand(merchant, environment, {
    usage: 'add <name>',
    description: 'Add a merchant. `credentials create --merchant ID` lets it in.',
    arguments: [['<name>', 'as payers see it']],
    examples: ["countersign merchant add 'Example Shop'"],
    run: async ({ call, print }, name) => {
      const answer = await call<Merchant>({ method: 'POST', path: '/merchants', body: { name } });
      print(answer, `added ${answer.merchantId}\n`);
    },
  });
}
