import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { type SendingAnswer, sendingText } from '../output/payments.ts';
import { NAMED_OPTIONS, type NamedOptions, named } from './named-payment.ts';
import { addOperatorCommand } from './operator-command.ts';

interface OutcomeOptions extends NamedOptions {
  readonly reason?: string;
}

const REASON_OPTION = ['--reason <text>', 'why, as the merchant is told'] as const;

/** Says what becomes of a payout or refund. The command is called as its path ends. */
export function addOutcomeCommand(
  group: Command,
  environment: Environment,
  {
    thing,
    path,
    takesReason,
    command,
    description,
  }: {
    readonly thing: 'payout' | 'refund';
    readonly path: string;
    /** Whether it is told why. */
    readonly takesReason: boolean;
    /** As it is typed, for the examples. */
    readonly command: string;
    readonly description: string;
  },
): void {
  addOperatorCommand<OutcomeOptions>(group, environment, {
    usage: `${path.slice(path.lastIndexOf('/') + 1)} <${thing}>`,
    description,
    arguments: [[`<${thing}>`, "the provider's number, or the merchant's own reference"]],
    options: [...(takesReason ? [REASON_OPTION] : []), ...NAMED_OPTIONS],
    examples: [
      `countersign ${command} 4100000012345678`,
      `countersign ${command} reference-7${takesReason ? " --reason 'Account closed'" : ' --dialect easylink'}`,
    ],
    run: async ({ options, call, print }, given) => {
      const { reason } = options;
      const body = { [thing]: given, ...(reason !== undefined && { reason }), ...named(options) };
      const answer = await call<SendingAnswer>({ method: 'POST', path, body });
      print(answer, sendingText(answer));
    },
  });
}
