/** The name in a merchant's fee schedule of what a domestic transfer costs. */
export const DOMESTIC_TRANSFER_FEE = 'payout.domestic';
