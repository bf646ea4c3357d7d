/** The operator's API in front of a core whose clock stands still, and of another on the same store whose rail is manual. */
import { after, before, describe } from 'node:test';
import { type Core, createCore, railPool } from '../../packages/gateway/src/core/index.ts';
import { operatorRoutes } from '../../packages/gateway/src/operator/routes.ts';
import { manualRail } from '../../packages/gateway/src/rails/manual/rail.ts';
import { openTestCore, type TestCore } from './core.ts';
import { forEachEngine } from './engines.ts';
import { startKit } from './http-kit.ts';
import { type OperatorAnswer, send } from './operator.ts';

type Call = (method: string, route: string, body?: object | string) => Promise<OperatorAnswer>;

export interface Operated extends TestCore {
  /** Calls the API of the gateway whose rail is the sandbox's: `call('GET', '/rates')`. */
  readonly call: Call;
  /** The gateway whose rail is manual. */
  readonly manual: { readonly core: Core; readonly call: Call };
}

const TOKEN = 'the operator of this test';

/** Nobody's credentials are issued here: what counts is which dialects there are. */
const noIssuer = { takes: [], issue: () => Promise.reject(new Error('no credentials here')) };
const ISSUERS = {
  basicex: noIssuer,
  anexpay: noIssuer,
  easylink: noIssuer,
  blackhat: noIssuer,
  upay: noIssuer,
};

/** The same specification on both engines. */
export function onEachEngine(name: string, specify: (opened: () => Operated) => void): void {
  describe(name, () => {
    forEachEngine((engine) => {
      let operated: Operated;
      before(async () => {
        const testCore = await openTestCore(engine);
        const { environment, store } = testCore;
        const { sealer, clock } = testCore.core;
        const manualCore = createCore({
          environment,
          clock,
          store,
          sealer,
          rail: manualRail(railPool(testCore.core)),
        });
        const sandbox = await serve(testCore.core);
        const manual = await serve(manualCore);
        operated = {
          ...testCore,
          // The gateway's time, which is advanced: the machine's stands still.
          environment: { ...environment, now: clock.now },
          call: sandbox.call,
          manual: { core: manualCore, call: manual.call },
          close: async () => {
            await sandbox.close();
            await manual.close();
            await testCore.close();
          },
        };
      });
      after(() => operated?.close());
      specify(() => operated);
    });
  });
}

async function serve(core: Core): Promise<{ readonly call: Call; close(): Promise<void> }> {
  const openMerchant = async () => undefined;
  const routes = operatorRoutes({ core, token: TOKEN, issuers: ISSUERS, openMerchant });
  const { server, origin } = await startKit({ operatorRoutes: routes });
  return {
    call: (method, route, body) =>
      send(`${origin}/operator/v1${route}`, method, body, { Authorization: `Bearer ${TOKEN}` }),
    close: () => server.close(),
  };
}
