import type { WorkHandlers } from './due-work.ts';

/** Who does what becomes due. */
export const WORK_HANDLERS: WorkHandlers = {};
