import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { AMOUNT_HELP } from '../input/money.ts';
import { detailLines } from '../output/details.ts';
import { type Money, moneyText, timeText } from '../output/money.ts';
import { type SendingAnswer, sendingText } from '../output/payments.ts';
import { textTable } from '../output/table.ts';
import { everyPage, LIMIT_OPTION, limitOf } from './every-page.ts';
import { MERCHANT_OPTION, type NamedOptions, named } from './named-payment.ts';
import { addGroup, addOperatorCommand } from './operator-command.ts';
import { type RefundOptions, refundFields, refundOptions } from './refund-options.ts';

interface AbnormalPayment extends Money {
  readonly id: string;
  readonly merchantId: string;
  readonly dialect: string;
  readonly subjectKind: string;
  readonly subjectNumber: string;
  readonly kind: string;
  readonly refunding: Money;
  readonly state: string;
  readonly createdAt: number;
}

interface ListOptions extends NamedOptions {
  readonly state?: string;
  readonly limit?: string;
}

const ID = ['<id>', 'as `abnormal list` shows it'] as const;

export function addAbnormalCommand(program: Command, environment: Environment): void {
  const abnormal = addGroup(program, {
    name: 'abnormal',
    summary: 'money that came in otherwise than asked for: accept or refund it',
    description:
      'Money that came in otherwise than it was asked for: too much, too little by the end, or too late.\n' +
      'It is held, neither lost nor counted, until it is accepted or refunded.',
  });
  addList(abnormal, environment);
  addOperatorCommand(abnormal, environment, {
    usage: 'accept <id>',
    description: 'Give the money to the merchant, less what is being refunded. The invoice stays as it is.',
    arguments: [ID],
    examples: ['countersign abnormal accept 019aa64c-…'],
    run: async ({ call, print }, id) => {
      const body = { abnormalPayment: id };
      const answer = await call<{ readonly abnormalPayment: AbnormalPayment }>({
        method: 'POST',
        path: '/abnormal-payments/accept',
        body,
      });
      print(answer, abnormalText(answer.abnormalPayment));
    },
  });
  addRefund(abnormal, environment);
}

function addList(abnormal: Command, environment: Environment): void {
  addOperatorCommand<ListOptions>(abnormal, environment, {
    usage: 'list',
    description: 'List abnormal payments, newest first: those that are open, unless you say otherwise.',
    options: [
      ['--state <state>', 'open, accepted or refunded; default: open'],
      LIMIT_OPTION,
      MERCHANT_OPTION,
      ['--dialect <name>', "only this dialect's"],
    ],
    examples: ['countersign abnormal list', 'countersign abnormal list --state refunded --json'],
    run: async ({ options, call, print }) => {
      const filter = { ...named(options), state: options.state };
      const all = await everyPage<AbnormalPayment>(
        call,
        '/abnormal-payments',
        'abnormalPayments',
        filter,
        limitOf(options),
      );
      const rows = all.map((each) => [
        each.id,
        each.kind,
        moneyText(each),
        each.refunding.amount,
        each.state,
        `${each.subjectKind.replace('_', ' ')} ${each.subjectNumber}`,
        each.dialect,
        timeText(each.createdAt),
      ]);
      print(all, textTable(['ID', 'KIND', 'AMOUNT', 'REFUNDING', 'STATE', 'OF', 'DIALECT', 'SINCE'], rows));
    },
  });
}

function addRefund(abnormal: Command, environment: Environment): void {
  addOperatorCommand<RefundOptions>(abnormal, environment, {
    usage: 'refund <id>',
    description: 'Send the money back, or part of it, to an address or to a bank account.',
    arguments: [ID],
    options: refundOptions(`${AMOUNT_HELP}; default: all of it that is not being refunded yet`),
    examples: [
      'countersign abnormal refund 019aa64c-… --network tron --address TJRabPrwbZy45sbavfcjinPJC18kjpRTv8',
      'countersign abnormal refund 019aa64c-… --amount 10000 --bank 014 --account-number 1234567890',
    ],
    run: async ({ options, call, print }, id) => {
      const body = { abnormalPayment: id, ...refundFields(options) };
      const answer = await call<SendingAnswer>({ method: 'POST', path: '/abnormal-payments/refund', body });
      print(answer, sendingText(answer));
    },
  });
}

function abnormalText(abnormal: AbnormalPayment): string {
  return detailLines([
    ['abnormal', `${abnormal.id}, ${abnormal.state}`],
    ['amount', moneyText(abnormal)],
    ['refunding', abnormal.refunding.amount],
  ]);
}
