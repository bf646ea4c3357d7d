import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { moneyText, timeText } from '../output/money.ts';
import { type Sending, type SendingAnswer, sendingText } from '../output/payments.ts';
import { prettyJson } from '../output/pretty-json.ts';
import { textTable } from '../output/table.ts';
import { CSV_ARGUMENT, type Imported, importedText, readCsv, requireAllTaken } from './csv-file.ts';
import { everyPage, LIMIT_OPTION, limitOf } from './every-page.ts';
import { NAMED_OPTIONS, type NamedOptions, named, queryText } from './named-payment.ts';
import { addGroup, addOperatorCommand } from './operator-command.ts';
import { addOutcomeCommand } from './outcomes.ts';

interface ListOptions extends NamedOptions {
  readonly state?: string;
  readonly kind?: string;
  readonly limit?: string;
}

interface Payout extends Sending {
  readonly kind: string;
  readonly beneficiary?: unknown;
}

const OUTCOMES = {
  approve: 'Let a payout go on that is under review: it is sent.',
  reject: "End a payout that is under review: it fails, and its money is the merchant's again.",
  complete: 'Manual rail: you have sent the money, and it has arrived.',
  fail: "Manual rail: it was not sent, or never arrived. The money is the merchant's again.",
  return: 'Manual rail: it arrived and came back.',
} as const;

export function addPayoutCommand(program: Command, environment: Environment): void {
  const payout = addGroup(program, {
    name: 'payout',
    summary: 'list payouts, review them, and say how they went',
    description:
      'Payouts and settlements, in any dialect: list them, review them, and carry them out by hand.',
  });
  addList(payout, environment);
  addShow(payout, environment);
  for (const [outcome, description] of Object.entries(OUTCOMES)) {
    const path = `/payouts/${outcome}`;
    addOutcomeCommand(payout, environment, {
      thing: 'payout',
      path,
      command: `payout ${outcome}`,
      description,
    });
  }
  addImport(payout, environment);
}

function addList(payout: Command, environment: Environment): void {
  addOperatorCommand<ListOptions>(payout, environment, {
    usage: 'list',
    description: 'List payouts and settlements, newest first.',
    options: [
      ['--state <state>', 'only those in this state: sent, review, completed, …'],
      ['--kind <kind>', 'only payouts, or only settlements: payout, settlement'],
      LIMIT_OPTION,
      ...NAMED_OPTIONS,
    ],
    examples: ['countersign payout list', 'countersign payout list --state sent --json | jq'],
    run: async ({ options, call, print }) => {
      const { state, kind } = options;
      const filter = { ...named(options), state, kind };
      const payouts = await everyPage<Payout>(call, '/payouts', 'payouts', filter, limitOf(options));
      const rows = payouts.map((each) => [
        each.number,
        each.dialect,
        each.kind,
        each.reference,
        moneyText(each),
        each.state,
        timeText(each.createdAt),
      ]);
      print(
        payouts,
        textTable(['NUMBER', 'DIALECT', 'KIND', 'REFERENCE', 'AMOUNT', 'STATE', 'CREATED'], rows),
      );
    },
  });
}

function addShow(payout: Command, environment: Environment): void {
  addOperatorCommand<NamedOptions>(payout, environment, {
    usage: 'show <payout>',
    description: 'Show a payout, with who is to be paid: personal data.',
    arguments: [['<payout>', "the provider's number, or the merchant's own reference"]],
    options: NAMED_OPTIONS,
    examples: ['countersign payout show 4100000012345678'],
    run: async ({ options, call, print }, name) => {
      const path = `/payouts/find${queryText({ payout: name, ...named(options) })}`;
      const answer = await call<SendingAnswer & { readonly payout: Payout }>({ method: 'GET', path });
      const beneficiary = prettyJson(JSON.stringify(answer.payout.beneficiary)) ?? '';
      print(answer, `${sendingText(answer)}beneficiary\n${beneficiary}\n`);
    },
  });
}

function addImport(payout: Command, environment: Environment): void {
  addOperatorCommand(payout, environment, {
    usage: 'import <file>',
    description:
      'Manual rail: say from a CSV file how payouts went. If a line is wrong, nothing is done; the same line again changes ' +
      'nothing. Its header is payout,outcome and, if you like, reason, merchant and dialect; outcomes are complete, fail ' +
      'and return.',
    arguments: [CSV_ARGUMENT],
    examples: [
      "printf 'payout,outcome,reason\\n4100000012345678,fail,Account closed\\n' | countersign payout import -",
    ],
    run: async ({ call, print, environment: { standardInput } }, file = '') => {
      const csv = await readCsv(file, standardInput);
      const answer = await call<Imported>({ method: 'POST', path: '/payouts/import', csv });
      print(answer, importedText(answer));
      requireAllTaken(answer);
    },
  });
}
