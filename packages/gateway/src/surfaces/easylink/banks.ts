interface Bank {
  /** EasyLink's own number of a bank or e-wallet, not the national bank code. */
  readonly id: string;
  /** As one public client has it; another's remarks name 1 and 2 differently. Empty where none names it. */
  readonly name: string;
}

/** The banks and e-wallets whose ids were observed in public clients. The provider's own list is not public. */
const BANKS: readonly Bank[] = [
  { id: '1', name: 'BRI' },
  { id: '2', name: 'Mandiri' },
  { id: '24', name: '' },
  { id: '164', name: 'OVO' },
];

export function isKnownBank(id: string): boolean {
  return BANKS.some((bank) => bank.id === id);
}

/** `1 (BRI), 2 (Mandiri), 24, 164 (OVO)` */
export function bankList(): string {
  return BANKS.map(({ id, name }) => (name === '' ? id : `${id} (${name})`)).join(', ');
}
