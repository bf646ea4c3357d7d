import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { CSV_ARGUMENT, type Imported, importedText, readCsv, requireAllTaken } from './csv-file.ts';
import { addGroup, addOperatorCommand } from './operator-command.ts';
import { addOutcomeCommand } from './outcomes.ts';
import { addSendingList, addSendingShow } from './sending-list.ts';

const OUTCOMES = {
  review: 'Keep a payout from being sent until it is approved; the rail must not have it yet.',
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
  addSendingList(payout, environment, {
    thing: 'payout',
    description: 'List payouts and settlements, newest first.',
    options: [
      ['--state <state>', 'only those in this state: sent, review, completed, …'],
      ['--kind <kind>', 'only payouts, or only settlements: payout, settlement'],
    ],
  });
  addSendingShow(payout, environment, 'payout');
  for (const [outcome, description] of Object.entries(OUTCOMES)) {
    const path = `/payouts/${outcome}`;
    const takesReason = outcome !== 'approve' && outcome !== 'complete';
    addOutcomeCommand(payout, environment, {
      thing: 'payout',
      path,
      takesReason,
      command: `payout ${outcome}`,
      description,
    });
  }
  addImport(payout, environment);
}

function addImport(payout: Command, environment: Environment): void {
  addOperatorCommand(payout, environment, {
    usage: 'import <file>',
    description:
      'Manual rail: say from a CSV file how payouts went.\n' +
      'If a line is wrong, nothing is done; the same line again changes nothing.\n' +
      'Its header is payout,outcome and, if you like, reason, merchant and dialect; outcomes are complete, fail and return.',
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
