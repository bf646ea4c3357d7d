import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { moneyText, timeText } from '../output/money.ts';
import { type Sending, type SendingAnswer, sendingText } from '../output/payments.ts';
import { prettyJson } from '../output/pretty-json.ts';
import { textTable } from '../output/table.ts';
import { everyPage, LIMIT_OPTION, limitOf } from './every-page.ts';
import { MERCHANT_OPTION, NAMED_OPTIONS, type NamedOptions, named, queryText } from './named-payment.ts';
import { addOperatorCommand, type OperatorCommand } from './operator-command.ts';

type Thing = 'payout' | 'refund';

interface ListOptions extends NamedOptions {
  readonly state?: string;
  readonly kind?: string;
  readonly limit?: string;
}

interface Listed extends Sending {
  /** Of payouts: payout, or settlement. */
  readonly kind?: string;
}

/** `payout list` and `refund list`. */
export function addSendingList(
  group: Command,
  environment: Environment,
  {
    thing,
    description,
    options = [],
  }: {
    readonly thing: Thing;
    readonly description: string;
    readonly options?: OperatorCommand<unknown>['options'];
  },
): void {
  const list = `${thing}s`;
  addOperatorCommand<ListOptions>(group, environment, {
    usage: 'list',
    description,
    options: [...options, LIMIT_OPTION, MERCHANT_OPTION, ['--dialect <name>', "only this dialect's"]],
    examples: [`countersign ${thing} list`, `countersign ${thing} list --json | jq`],
    run: async ({ options: { state, kind, ...given }, call, print }) => {
      const filter = { ...named(given), state, kind };
      const all = await everyPage<Listed>(call, `/${list}`, list, filter, limitOf(given));
      const rows = all.map((each) => [
        each.number,
        each.dialect,
        each.kind ?? thing,
        each.reference,
        moneyText(each),
        each.state,
        timeText(each.createdAt),
      ]);
      print(all, textTable(['NUMBER', 'DIALECT', 'KIND', 'REFERENCE', 'AMOUNT', 'STATE', 'CREATED'], rows));
    },
  });
}

/** `payout show` and `refund show`. */
export function addSendingShow(group: Command, environment: Environment, thing: Thing): void {
  addOperatorCommand<NamedOptions>(group, environment, {
    usage: `show <${thing}>`,
    description: `Show a ${thing}, with who is to be paid where: personal data.`,
    arguments: [[`<${thing}>`, "the provider's number, or the merchant's own reference"]],
    options: NAMED_OPTIONS,
    examples: [`countersign ${thing} show 4100000012345678`],
    run: async ({ options, call, print }, name) => {
      const path = `/${thing}s/find${queryText({ [thing]: name, ...named(options) })}`;
      const answer = await call<SendingAnswer>({ method: 'GET', path });
      const { beneficiary, destination } = answer[thing] ?? {};
      const person = prettyJson(JSON.stringify({ beneficiary, destination })) ?? '';
      print(answer, `${sendingText(answer)}${person}\n`);
    },
  });
}
