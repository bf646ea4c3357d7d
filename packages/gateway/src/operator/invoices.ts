import Type, { type Static } from 'typebox';
import { abnormalPaymentsOf, findInvoice, listDeposits } from '../core/index.ts';
import { notFound, success } from './answers.ts';
import { OWNER, queryReader, strict, text } from './fields.ts';
import { nameOne, unnamed } from './named.ts';
import { type OperationRoute, type OperatorDependencies, onQuery } from './operation.ts';
import { PAGE_MAXIMUM } from './page.ts';
import { abnormalPaymentView, depositView, invoiceView } from './views.ts';

const findSchema = Type.Object(
  { invoice: text("an invoice's number, the merchant's order number, or its id."), ...OWNER },
  strict,
);

export const invoiceOperations: readonly OperationRoute[] = [
  ['GET', '/invoices/find', onQuery(queryReader(findSchema), showInvoice)],
];

async function showInvoice(dependencies: OperatorDependencies, query: Static<typeof findSchema>) {
  const { core } = dependencies;
  const naming = await nameOne(dependencies, 'invoice', query.invoice, query);
  if (!naming.ok) return unnamed(naming);
  const { merchantId, id: subjectId } = naming.named;
  const invoice = await findInvoice(core.reader, naming.named);
  if (invoice === undefined) return notFound(`There is no invoice ${query.invoice}.`);
  const { deposits } = await listDeposits(core.reader, { merchantId, subjectId, limit: PAGE_MAXIMUM });
  const abnormalPayments = await abnormalPaymentsOf(core.reader, { merchantId, subjectId });
  const now = core.environment.now();
  return success(200, {
    now,
    invoice: invoiceView(invoice, now),
    deposits: deposits.map(depositView),
    abnormalPayments: abnormalPayments.map(abnormalPaymentView),
  });
}
