import { styleText } from 'node:util';
import type { Environment } from '../environment.ts';

/** Colours for a terminal, unless the user wants none (no-color.org). */
export function paint(environment: Environment, colour: 'green' | 'red', text: string): string {
  const { standardOutput, variables } = environment;
  const isPlain = !standardOutput.isTTY || Boolean(variables.NO_COLOR) || variables.TERM === 'dumb';
  return isPlain ? text : styleText(colour, text, { validateStream: false });
}
