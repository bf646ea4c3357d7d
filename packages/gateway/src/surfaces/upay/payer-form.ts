import { succeeded } from './envelope.ts';
import { PAYER_OPTIONS } from './forms/payer-options.ts';
import { payerPerson } from './forms/payer-person.ts';
import { renderForms } from './forms/render.ts';
import { type Operation, settled } from './operation.ts';

/** The same for every merchant, so made once. */
const answer = succeeded(renderForms([payerPerson], PAYER_OPTIONS));

/** What there is to fill in about a payer. */
export const payerForm: Operation = {
  path: '/api/v1/payout/payer/dynamic/form',
  effect: 'read',
  prepare: () => settled(answer),
};
