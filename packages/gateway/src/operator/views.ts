/** What the operator is shown of what the core keeps: amounts as decimal text with their asset, times in Unix milliseconds. */
import type { AbnormalPayment, Deposit, Invoice, Payout, Refund, VirtualAccount } from '../core/index.ts';
import { stateAt } from '../core/index.ts';
import { type Amount, amountOf, formatAmount } from '../money/index.ts';

interface Money {
  readonly amount: string;
  readonly asset: string;
}

function moneyView(amount: Amount): Money {
  return { amount: formatAmount(amount), asset: amount.asset.code };
}

export function invoiceView(invoice: Invoice, now: number) {
  const { due, received, captured, refunding } = invoice;
  const inDue = (minor: bigint) => due && moneyView(amountOf(due.asset, minor));
  return {
    id: invoice.id,
    merchantId: invoice.merchantId,
    dialect: invoice.dialect,
    number: invoice.number,
    orderNumber: invoice.orderNumber,
    state: stateAt(invoice, now),
    exception: invoice.exception,
    priced: moneyView(invoice.priced),
    due: due && moneyView(due),
    received: inDue(received),
    captured: inDue(captured),
    refunding: inDue(refunding),
    network: invoice.network,
    address: invoice.address,
    createdAt: invoice.createdAt,
    expiresAt: invoice.expiresAt,
    paidAt: invoice.paidAt,
  };
}

export function depositView(deposit: Deposit) {
  const { amount, merchantId: _, dialect: __, subjectKind: ___, subjectId: ____, ...rest } = deposit;
  return { ...rest, ...moneyView(amount) };
}

/** Without the beneficiary and the destination: personal data, shown only where it is asked for. */
export function payoutView(payout: Payout) {
  return {
    id: payout.id,
    merchantId: payout.merchantId,
    dialect: payout.dialect,
    kind: payout.kind,
    number: payout.number,
    reference: payout.reference,
    state: payout.state,
    reason: payout.reason,
    ...moneyView(payout.amount),
    source: moneyView(payout.source),
    fee: moneyView(payout.fee),
    rate: payout.rate,
    externalId: payout.externalId,
    confirmBy: payout.confirmBy,
    createdAt: payout.createdAt,
    updatedAt: payout.updatedAt,
  };
}

export function abnormalPaymentView(payment: AbnormalPayment) {
  const { amount, refunding, refunded } = payment;
  const inAsset = (minor: bigint) => moneyView(amountOf(amount.asset, minor));
  return {
    id: payment.id,
    merchantId: payment.merchantId,
    dialect: payment.dialect,
    subjectKind: payment.subjectKind,
    subjectId: payment.subjectId,
    depositId: payment.depositId,
    kind: payment.kind,
    state: payment.state,
    ...moneyView(amount),
    refunding: inAsset(refunding),
    refunded: inAsset(refunded),
    createdAt: payment.createdAt,
    updatedAt: payment.updatedAt,
  };
}

/** Without its customer. */
export function virtualAccountView(account: VirtualAccount, now: number) {
  const { asset, fixed, received, expiresAt } = account;
  const isOver = account.state === 'active' && expiresAt !== undefined && expiresAt <= now;
  return {
    id: account.id,
    merchantId: account.merchantId,
    dialect: account.dialect,
    number: account.number,
    reference: account.reference,
    holder: account.holder,
    state: isOver ? 'expired' : account.state,
    asset: asset.code,
    fixed: fixed && moneyView(fixed),
    received: moneyView(amountOf(asset, received)),
    bank: account.bank,
    accountNumber: account.accountNumber,
    createdAt: account.createdAt,
    expiresAt,
  };
}

/** Without the destination: personal data, shown only where it is asked for. */
export function refundView(refund: Refund) {
  return {
    id: refund.id,
    merchantId: refund.merchantId,
    dialect: refund.dialect,
    number: refund.number,
    reference: refund.reference,
    invoiceId: refund.invoiceId,
    abnormalId: refund.abnormalId,
    state: refund.state,
    reason: refund.reason,
    ...moneyView(refund.amount),
    externalId: refund.externalId,
    createdAt: refund.createdAt,
    updatedAt: refund.updatedAt,
  };
}
