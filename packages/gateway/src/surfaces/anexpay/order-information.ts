import { type Core, findInvoice } from '../../core/index.ts';
import { type Answer, failed, succeeded } from './envelope.ts';
import { isIdentifier } from './identifier.ts';
import { renderInformation } from './order.ts';

/** `GET /checkout/order/info?orderNo=…`. An order of another merchant is as absent as one that never was. */
export async function orderInformation(
  core: Core,
  merchantId: string,
  query: string | undefined,
): Promise<Answer> {
  const orderNumber = parameterOf(query, 'orderNo');
  if (orderNumber === undefined)
    return failed('invalid', 'orderNo is required: send it in the query, ?orderNo=…');
  if (!isIdentifier(orderNumber))
    return failed('invalid', 'orderNo is not valid: 1 to 64 characters without control characters.');
  const order = await findInvoice(core.reader, { merchantId, dialect: 'anexpay', orderNumber });
  if (order === undefined) return failed('not_found', `There is no order with orderNo ${orderNumber}.`);
  return succeeded(renderInformation(order, core.environment.now()));
}

/** Decoded just as the signature reads it: percent-encoding only, `+` stays `+`. */
function parameterOf(query: string | undefined, name: string): string | undefined {
  for (const pair of (query ?? '').split('&')) {
    if (pair.startsWith(`${name}=`)) return decodeURIComponent(pair.slice(name.length + 1)) || undefined;
  }
  return undefined;
}
