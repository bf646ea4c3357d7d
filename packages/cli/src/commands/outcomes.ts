import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { type SendingAnswer, sendingText } from '../output/payments.ts';
import { NAMED_OPTIONS, type NamedOptions, named } from './named-payment.ts';
import { addOperatorCommand } from './operator-command.ts';

interface OutcomeOptions extends NamedOptions {
  readonly reason?: string;
}

/** Says what becomes of a payout or refund. The command is called as its path ends. */
export function addOutcomeCommand(
  group: Command,
  environment: Environment,
  {
    thing,
    path,
    command,
    description,
  }: {
    readonly thing: 'payout' | 'refund';
    readonly path: string;
    /** As it is typed, for the examples. */
    readonly command: string;
    readonly description: string;
  },
): void {
  addOperatorCommand<OutcomeOptions>(group, environment, {
    usage: `${path.slice(path.lastIndexOf('/') + 1)} <${thing}>`,
    description,
    arguments: [[`<${thing}>`, "the provider's number, or the merchant's own reference"]],
    options: [['--reason <text>', 'why, as the merchant is told'], ...NAMED_OPTIONS],
    examples: [
      `countersign ${command} 4100000012345678`,
      `countersign ${command} reference-7 --reason 'Account closed'`,
    ],
    run: async ({ options, call, print }, given) => {
      const { reason } = options;
      const body = { [thing]: given, ...(reason !== undefined && { reason }), ...named(options) };
      const answer = await call<SendingAnswer>({ method: 'POST', path, body });
      print(answer, sendingText(answer));
    },
  });
}
