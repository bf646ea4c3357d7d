/** What merchants are charged for: the names in their fee schedules. */
export const CHARGED = {
  /** An invoice or order that is paid. */
  invoice: 'invoice',
  /** A payment to a virtual account. */
  virtualAccount: 'virtual_account',
  /** A transfer to a bank account of the same country. */
  domesticPayout: 'payout.domestic',
} as const;

export const CHARGED_OPERATIONS: readonly string[] = Object.values(CHARGED);
