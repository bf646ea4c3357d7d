import type { Callback } from '../../callbacks/port.ts';

/** Two of the event names of upay-api-en.readme.io/reference/push-data-format; the others are of cards and wallets. */
type EventName = 'PO_ORDER_STATUS_CHANGE' | 'NE_VERIFY';

interface Notification {
  readonly event: EventName;
  /** The same in all notifications of one order. */
  readonly trace: string;
  /** Of the notification itself: the order it is about is in `detail`. */
  readonly orderNo: string;
  /** Payouts have JSON in a string here, as observed; other events an object. */
  readonly detail: string | Readonly<Record<string, never>>;
}

/** Without its time, which is that of its first attempt: see `withTimestamp`. */
export function notification(content: Notification, url?: string): Callback {
  return {
    ...(url !== undefined && { url }),
    purpose: 'default',
    eventId: content.orderNo,
    // The body is nothing but a JWE: so payout notifications were observed, and no JSON as the page says.
    contentType: 'text/plain;charset=UTF-8',
    body: JSON.stringify(content),
  };
}

/** The body to encrypt: "timestamp" inside it equals the header. Milliseconds. */
export function withTimestamp({ body }: Callback, timestamp: number): string {
  const { event, trace, orderNo, detail } = JSON.parse(body) as Notification;
  return JSON.stringify({ event, trace, orderNo, timestamp, detail });
}

/** A UUID as numbers of UPay look: without hyphens. */
export function numberOf(id: string): string {
  return id.replaceAll('-', '');
}
