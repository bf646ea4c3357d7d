import { upay } from '@countersign/signing';
import Type from 'typebox';
import { type Core, createParty, digits } from '../../core/index.ts';
import { failed, succeeded } from './envelope.ts';
import { payerPerson } from './forms/payer-person.ts';
import { readForm } from './forms/read-form.ts';
import { type Operation, settled, type Work } from './operation.ts';
import { type Parameters, parameterReader } from './parameters.ts';

const read = parameterReader(
  Type.Object({
    // An `enterprise` exists in the product, and its form was never seen.
    subject: Type.String({ pattern: '^person$', description: 'the subject is "person".' }),
    formData: Type.String({ description: 'the filled-in form, as JSON in a string.' }),
  }),
);

/** A payer, from the filled-in form; what the files behind its fileIds hold is not looked at. */
export const payerAdd: Operation = {
  path: '/api/v1/payout/payer/add',
  effect: 'change',
  prepare: addPayer,
};

function addPayer(core: Core, merchantId: string, parameters: Parameters): Work {
  const request = read(parameters);
  if (!request.ok) return settled(request.answer);
  const form = readForm(payerPerson, request.value.formData);
  if (!form.ok) return settled(failed('form', form.message));
  const number = newPayerNumber(core);
  return async (transaction) => {
    const { values } = form;
    await createParty(transaction, core, {
      merchantId,
      dialect: upay.name,
      kind: 'payer',
      number,
      form: values,
    });
    return succeeded({ payerNo: number });
  };
}

/** 19 digits as in the samples, which begin with 2 and so fit a signed 64-bit integer, should a client keep them in one. */
function newPayerNumber({ environment }: Core): string {
  return `2${digits(environment, 18)}`;
}
