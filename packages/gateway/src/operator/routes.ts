import { createHash, timingSafeEqual } from 'node:crypto';
import type { GatewayRequest, Route } from '../http/exchange.ts';
import { abnormalPaymentOperations } from './abnormal-payments.ts';
import { addressOperations } from './addresses.ts';
import { unauthorized } from './answers.ts';
import { credentialOperations } from './credential-operations.ts';
import { depositOperations } from './deposits.ts';
import { feeOperations } from './fees.ts';
import { invoiceOperations } from './invoices.ts';
import { ledgerOperations } from './ledger.ts';
import { merchantOperations } from './merchants.ts';
import type { OperationRoute, OperatorOptions } from './operation.ts';
import { payoutOperations } from './payouts.ts';
import { rateOperations } from './rates.ts';
import { refundCreationOperations } from './refund-creation.ts';
import { refundOperations } from './refunds.ts';
import { sandboxOperations } from './sandbox.ts';
import { topUpOperations } from './top-ups.ts';

const PREFIX = '/operator/v1';

const OPERATIONS: readonly OperationRoute[] = [
  ...merchantOperations,
  ...topUpOperations,
  ...credentialOperations,
  ...invoiceOperations,
  ...abnormalPaymentOperations,
  ...payoutOperations,
  ...refundOperations,
  ...refundCreationOperations,
  ...depositOperations,
  ...addressOperations,
  ...rateOperations,
  ...feeOperations,
  ...ledgerOperations,
  ...sandboxOperations,
];

/** The API for whoever runs the gateway. One bearer token opens all of it. */
export function operatorRoutes(options: OperatorOptions): readonly Route[] {
  const dependencies = { ...options, verifications: new Map() };
  return OPERATIONS.map(([method, path, operation]) => ({
    method,
    path: PREFIX + path,
    handle: async (request) =>
      isOperator(request, dependencies.token) ? operation(dependencies, request) : unauthorized(),
  }));
}

/** Hashed first, so that the comparison takes as long whatever was sent. */
function isOperator({ headers }: GatewayRequest, token: string): boolean {
  const sent = headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
  return timingSafeEqual(digest(sent), digest(`Bearer ${token}`));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
