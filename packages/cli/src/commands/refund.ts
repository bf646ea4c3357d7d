import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { AMOUNT_HELP } from '../input/money.ts';
import { type SendingAnswer, sendingText } from '../output/payments.ts';
import { NAMED_OPTIONS, type NamedOptions, named } from './named-payment.ts';
import { addGroup, addOperatorCommand } from './operator-command.ts';
import { addOutcomeCommand } from './outcomes.ts';
import { type RefundOptions, refundFields, refundOptions } from './refund-options.ts';
import { addSendingList, addSendingShow } from './sending-list.ts';

const OUTCOMES = {
  complete: 'Manual rail: you have sent the money back, and it has arrived.',
  fail: "Manual rail: it was not sent, or never arrived. The money is the merchant's again.",
} as const;

export function addRefundCommand(program: Command, environment: Environment): void {
  const refund = addGroup(program, {
    name: 'refund',
    summary: 'create and list refunds, and say how they went',
    description: 'Refunds, in any dialect: create and list them, and carry them out by hand.',
  });
  addCreate(refund, environment);
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

function addCreate(refund: Command, environment: Environment): void {
  addOperatorCommand<RefundOptions & NamedOptions>(refund, environment, {
    usage: 'create <invoice>',
    description:
      'Give back what an invoice or order has captured, or part of it, to an address or to a bank account.\n' +
      'Money that came in otherwise than asked for goes back with `abnormal refund`.',
    arguments: [['<invoice>', "the provider's number, or the merchant's own order number"]],
    options: [
      ...refundOptions(`${AMOUNT_HELP}; default: all that is not being refunded yet`),
      ...NAMED_OPTIONS,
    ],
    examples: [
      'countersign refund create 2100000012345678 --network tron --address TJRabPrwbZy45sbavfcjinPJC18kjpRTv8',
      'countersign refund create order-7 --amount 10 --reference back-7 --bank 014 --account-number 1234567890',
    ],
    run: async ({ options, call, print }, invoice) => {
      const body = { invoice, ...refundFields(options), ...named(options) };
      const answer = await call<SendingAnswer>({ method: 'POST', path: '/refunds', body });
      print(answer, sendingText(answer));
    },
  });
}
