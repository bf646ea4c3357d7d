import { easylink } from '@countersign/signing';
import type { Route, Surface } from '../../http/exchange.ts';
import { getAccessToken } from './access-token.ts';
import { listBalances } from './balances.ts';
import { createTransfer } from './create-transfer.ts';
import type { EasylinkDependencies } from './dependencies.ts';
import { refusedByHttp } from './envelope.ts';
import { getTransfer } from './get-transfer.ts';
import { answerSigned, type Call } from './signed.ts';

/** EasyLink's API: "All Easylink requests are made using the POST method" (doc.easylink.id/doc-5864588). */
export function createEasylinkSurface(dependencies: EasylinkDependencies): Surface {
  const signed = (path: string, call: Call): Route => ({
    method: 'POST',
    path,
    handle: (request) => answerSigned(dependencies, request, call),
  });
  return {
    dialect: easylink.name,
    routes: [
      {
        method: 'POST',
        path: '/get-access-token',
        handle: (request) => getAccessToken(dependencies, request),
      },
      signed('/v2/transfer/create-domestic-transfer', createTransfer),
      signed('/transfer/get-domestic-transfer', getTransfer),
      signed('/finance-account/balances', listBalances),
    ],
    owns: (path) => OWN_PATH.test(path),
    notFound: (_, problem) => refusedByHttp(problem),
    failed: (_, problem) => refusedByHttp(problem),
  };
}

/** Not all of `/v2/`: BasicEx has paths there, too. */
const OWN_PATH =
  /^\/(?:get-access-token|(?:v2\/)?(?:transfer|data)|quotes|finance-account|virtual-account|upload)(?:\/|$)/u;
