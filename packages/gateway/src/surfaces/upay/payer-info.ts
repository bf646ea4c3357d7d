import { upay } from '@countersign/signing';
import Type from 'typebox';
import { type Core, findParty } from '../../core/index.ts';
import { failed, succeeded } from './envelope.ts';
import { payerPerson } from './forms/payer-person.ts';
import { completeness, renderFilled } from './forms/render.ts';
import type { FormValues } from './forms/values.ts';
import { type Operation, settled, type Work } from './operation.ts';
import { type Parameters, parameterReader } from './parameters.ts';

const read = parameterReader(
  Type.Object({
    payerNo: Type.String({ pattern: '^[0-9]{19}$', description: 'the 19 digits that payer/add gave.' }),
  }),
);

/** What a payer was registered with. A payer of another merchant is as absent as one that never was. */
export const payerInfo: Operation = {
  path: '/api/v1/payout/payer/info',
  effect: 'read',
  prepare: payerInformation,
};

function payerInformation(core: Core, merchantId: string, parameters: Parameters): Work {
  const request = read(parameters);
  if (!request.ok) return settled(request.answer);
  const { payerNo: number } = request.value;
  return async (transaction) => {
    const payer = await findParty(transaction, core, {
      merchantId,
      dialect: upay.name,
      kind: 'payer',
      number,
    });
    if (payer === undefined) return failed('not_found', `There is no payer ${number}.`);
    const values = payer.form as FormValues;
    return succeeded({
      info: renderFilled(payerPerson, values),
      dataCompleteStatus: completeness(payerPerson, values),
    });
  };
}
