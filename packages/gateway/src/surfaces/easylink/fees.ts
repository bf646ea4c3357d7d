import { CHARGED } from '../../core/index.ts';

/** The name in a merchant's fee schedule of what a domestic transfer costs. */
export const DOMESTIC_TRANSFER_FEE: string = CHARGED.domesticPayout;
