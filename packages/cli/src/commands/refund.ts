import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { addGroup } from './operator-command.ts';
import { addOutcomeCommand } from './outcomes.ts';
import { addSendingList, addSendingShow } from './sending-list.ts';

const OUTCOMES = {
  complete: 'Manual rail: you have sent the money back, and it has arrived.',
  fail: "Manual rail: it was not sent, or never arrived. The money is the merchant's again.",
} as const;

export function addRefundCommand(program: Command, environment: Environment): void {
  const refund = addGroup(program, {
    name: 'refund',
    summary: 'list refunds, and say how they went',
    description: 'Refunds, in any dialect: list them, and carry them out by hand.',
  });
  addSendingList(refund, environment, {
    thing: 'refund',
    description: 'List refunds, newest first.',
    options: [['--state <state>', 'only those in this state: requested, running, done, …']],
  });
  addSendingShow(refund, environment, 'refund');
  for (const [outcome, description] of Object.entries(OUTCOMES)) {
    const path = `/refunds/${outcome}`;
    const takesReason = outcome !== 'complete';
    addOutcomeCommand(refund, environment, {
      thing: 'refund',
      path,
      takesReason,
      command: `refund ${outcome}`,
      description,
    });
  }
}
