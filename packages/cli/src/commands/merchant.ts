import type { Command } from 'commander';
import { UsageError } from '../ending.ts';
import type { Environment } from '../environment.ts';
import { parseAmountText } from '../input/money.ts';
import { detailLines } from '../output/details.ts';
import { type Money, moneyText, timeText } from '../output/money.ts';
import { textTable } from '../output/table.ts';
import { everyMerchant, type Merchant } from './every-merchant.ts';
import { addGroup, addOperatorCommand, required } from './operator-command.ts';

interface TopUp extends Money {
  readonly isRepeat: boolean;
  readonly merchantId: string;
  readonly reference: string;
}

export function addMerchantCommand(program: Command, environment: Environment): void {
  const merchant = addGroup(program, {
    name: 'merchant',
    summary: 'list, add and credit merchants',
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
  addTopUp(merchant, environment);
}

function addTopUp(merchant: Command, environment: Environment): void {
  addOperatorCommand<{ readonly reference: string }>(merchant, environment, {
    usage: 'top-up <merchant> <amount>',
    description:
      'Credit a merchant with money that came in for no payment: funding by hand, or what a bank sent back.\n' +
      'A reference is credited once: the same again changes nothing.',
    arguments: [
      ['<merchant>', 'its id, as `merchant list` shows it'],
      ['<amount>', "decimal, with its asset: '100 USDT'"],
    ],
    options: [required('--reference <text>', 'your own number for it')],
    examples: ["countersign merchant top-up 019aa64c-… '100 USDT' --reference bank-2026-11-21-7"],
    run: async ({ options, call, print }, merchantId = '', given = '') => {
      const { amount, asset } = parseAmountText(given, '<amount>');
      if (asset === undefined) throw new UsageError(`<amount>: say of which asset, such as '${amount} USDT'`);
      const answer = await call<TopUp>({
        method: 'POST',
        path: `/merchants/${encodeURIComponent(merchantId)}/top-ups`,
        body: { amount, asset, reference: options.reference },
      });
      print(answer, topUpText(answer));
    },
  });
}

function topUpText(topUp: TopUp): string {
  const { merchantId, reference, isRepeat } = topUp;
  return detailLines([
    ['credited', `${moneyText(topUp)}${isRepeat ? '; credited before, nothing changed' : ''}`],
    ['merchant', merchantId],
    ['reference', reference],
  ]);
}
