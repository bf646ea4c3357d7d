import type { Core } from '../../core/index.ts';
import type { Candidate } from '../../http/authenticate.ts';
import type { GatewayResponse, Route, Surface } from '../../http/exchange.ts';
import type { Problem } from '../../http/problem.ts';
import type { PublicUrl } from '../../http/public-url.ts';
import { draftOrder, readCreateOrder, storeOrder } from './create-order.ts';
import { failedWith, invalid } from './envelope.ts';
import { orderInformation } from './order-information.ts';
import { answerSigned, signedAnswer, unsignedAnswer } from './signed.ts';
import { createToken } from './token.ts';

export interface AnexpayDependencies {
  readonly core: Core;
  /** The first is where the hosted pages are. */
  readonly publicUrls: readonly [PublicUrl, ...PublicUrl[]];
  /** A credential that is nobody's, for what is checked where there is none. */
  readonly decoy: Candidate;
}

/** ANexPay XCheckout's API: tokens, orders; signed answers. */
export function createAnexpaySurface(dependencies: AnexpayDependencies): Surface {
  return {
    dialect: 'anexpay',
    routes: [tokenRoute(dependencies), createOrderRoute(dependencies), orderInformationRoute(dependencies)],
    owns: (path) => path.startsWith('/checkout/') || path.startsWith('/user/auth/'),
    notFound: (_, problem) => unsigned(problem),
    failed: (_, problem) => unsigned(problem),
  };
}

/** Problems that come before it is known whose request it is: nothing to sign the answer with. */
function unsigned({ status, detail }: Problem): GatewayResponse {
  return unsignedAnswer(failedWith(status, detail));
}

/** docs.anexpay.com/467879750e0. The page says all requests are signed, yet shows none here: a signature is not asked for. */
function tokenRoute({ core }: AnexpayDependencies): Route {
  return {
    method: 'POST',
    path: '/user/auth/oauth2/token',
    handle: async (request) => {
      const { answer, credential } = await createToken(core, request);
      return signedAnswer(core, request, answer, credential);
    },
  };
}

function createOrderRoute(dependencies: AnexpayDependencies): Route {
  const { core, decoy } = dependencies;
  return {
    method: 'POST',
    path: '/checkout/order/create',
    handle: (request) =>
      answerSigned(core, request, decoy, {
        prepare: async ({ merchantId }) => {
          const read = readCreateOrder(request.body);
          if (!read.ok) return invalid(read);
          const draft = await draftOrder(core, merchantId, read.value);
          if ('body' in draft) return draft;
          const [{ base }] = dependencies.publicUrls;
          return (transaction) => storeOrder(transaction, core, draft, base);
        },
      }),
  };
}

function orderInformationRoute({ core, decoy }: AnexpayDependencies): Route {
  return {
    method: 'GET',
    path: '/checkout/order/info',
    handle: (request) =>
      answerSigned(core, request, decoy, ({ merchantId }) =>
        orderInformation(core, merchantId, request.query),
      ),
  };
}
