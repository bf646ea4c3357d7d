import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { type Deposit, type Invoice, invoiceText } from '../output/payments.ts';
import { NAMED_OPTIONS, type NamedOptions, named, queryText } from './named-payment.ts';
import { addGroup, addOperatorCommand } from './operator-command.ts';

interface Shown {
  readonly now: number;
  readonly invoice: Invoice;
  readonly deposits: readonly Deposit[];
}

export function addInvoiceCommand(program: Command, environment: Environment): void {
  const invoice = addGroup(program, {
    name: 'invoice',
    summary: 'look up an invoice or order, in any dialect',
    description: 'Look up invoices and orders, in any dialect.',
  });
  addOperatorCommand<NamedOptions>(invoice, environment, {
    usage: 'show <invoice>',
    description: 'Show an invoice or order: its state, what it asks for, and every deposit for it.',
    arguments: [['<invoice>', "the provider's number, or the merchant's own order number"]],
    options: NAMED_OPTIONS,
    examples: ['countersign invoice show order-7', 'countersign invoice show 2100000012345678 --json'],
    run: async ({ options, call, print }, name) => {
      const path = `/invoices/find${queryText({ invoice: name, ...named(options) })}`;
      const answer = await call<Shown>({ method: 'GET', path });
      print(answer, invoiceText(answer.invoice, answer.deposits, answer.now));
    },
  });
}
