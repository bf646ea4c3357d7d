import type { WorkHandlers } from './due-work.ts';
import { RAIL_POOL_HANDLERS } from './rail-pool.ts';

/** Who does what becomes due. */
export const WORK_HANDLERS: WorkHandlers = {
  ...RAIL_POOL_HANDLERS,
};
