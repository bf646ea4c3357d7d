import { basicex, formatSerialNumber } from '@countersign/signing';
import type { GatewayRequest, GatewayResponse, Method, Route, Surface } from '../../http/exchange.ts';
import { answerSigned, type Call } from './authentication.ts';
import { createInvoiceCall } from './create-invoice.ts';
import type { BasicexDependencies } from './dependencies.ts';
import { failure, success } from './envelope.ts';
import { refusedByHttp } from './errors.ts';
import { ratesCall } from './rates.ts';
import { readInvoiceCall, readInvoiceOfOrderCall } from './read-invoice.ts';

/** BasicEx Payment's API, version 2 (https://developers.basicex.com/en/openapi_v2/making-requests.html). */
export function createBasicexSurface(parts: Omit<BasicexDependencies, 'merchantNames'>): Surface {
  const dependencies = { ...parts, merchantNames: new Map() };
  const signed = (method: Method, path: string, call: Call): Route => ({
    method,
    path,
    handle: (request) => answerSigned(dependencies, request, call),
  });
  return {
    dialect: basicex.name,
    routes: [
      signed('POST', '/v2/invoices', createInvoiceCall),
      signed('GET', '/v2/invoices/:invoiceId', readInvoiceCall),
      signed('GET', '/v2/invoices/merchant/:orderId', readInvoiceOfOrderCall),
      signed('GET', '/v2/rates/:fiat', ratesCall),
      {
        method: 'GET',
        path: '/v2/platform/certificate',
        handle: async (request) => platformCertificates(dependencies, request),
      },
    ],
    owns: (path) => OWN_PATH.test(path),
    notFound: (request, problem) => failure(request, refusedByHttp(problem)),
    failed: (request, problem) => failure(request, refusedByHttp(problem)),
  };
}

/** Not all of `/v2/`: EasyLink has paths there, too. */
const OWN_PATH = /^\/v2\/(?:invoices|rates|platform|payouts|getBalance|refunds)(?:\/|$)/u;

/** Unsigned, so that a client can verify webhooks before it has anything else. */
function platformCertificates(
  { platformCertificates: known }: BasicexDependencies,
  request: GatewayRequest,
): GatewayResponse {
  const list = known.map(({ certificate, serialNumber }) => ({
    certificate,
    serialNumber: formatSerialNumber(serialNumber),
  }));
  return success(request, list);
}
