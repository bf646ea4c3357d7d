import { FIAT_CODES, fiatNamed } from './assets.ts';
import type { Call } from './authentication.ts';
import { failure, success } from './envelope.ts';
import { refusal } from './errors.ts';
import { ratesIn, renderRates } from './pricing.ts';

/** `GET /v2/rates/{fiat}`: what one of each coin is worth. A coin without a rate is left out. */
export const ratesCall: Call = async ({ core }, _, request) => {
  const fiat = fiatNamed(request.pathParameters.fiat ?? '');
  if (fiat !== undefined) return success(request, renderRates(await ratesIn(core, fiat)));
  return failure(
    request,
    refusal('parameter_invalid', `fiat must be one of ${FIAT_CODES.join(', ')}.`, 'fiat'),
  );
};
