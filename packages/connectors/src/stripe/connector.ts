import { connector } from '@banrimkwae/connector-kit/connector';
import { toDecimal } from '@banrimkwae/money';
import { fromStripeAmount } from './amounts.ts';
import { disputes } from './disputes.ts';
import { faultOf } from './faults.ts';
import { headers } from './lists.ts';
import { manifest } from './manifest.ts';
import { payments } from './payments.ts';
import { refunds } from './refunds.ts';
import { Balance } from './schemas.ts';
import { listTransactions } from './transactions.ts';
import { webhook } from './webhook.ts';

export default connector({
  manifest,
  payments: { ...payments, ...refunds, ...disputes, listTransactions },
  webhook,
  fault: faultOf,
  testConnection: async (context) => {
    const { body } = await context.call('balance', { headers }, Balance);
    const available = body.available
      .map(({ amount, currency }) => `${currency.toUpperCase()} ${toDecimal(fromStripeAmount(amount, currency))}`)
      .join(', ');
    return { message: `${body.livemode ? 'Live' : 'Test'} account; available: ${available || 'nothing yet'}` };
  },
});
