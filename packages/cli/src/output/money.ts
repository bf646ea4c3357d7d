/** An amount as the operator API tells it. */
export interface Money {
  readonly amount: string;
  readonly asset: string;
}

export function moneyText({ amount, asset }: Money): string {
  return `${amount} ${asset}`;
}

/** Unix milliseconds as UTC to the second: what a person compares with a log. */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/u, 'Z');
}
