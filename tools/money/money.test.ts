import type { Connector } from '@banrimkwae/connector-kit/connector';
import { describe, expect, it } from 'vitest';
import { GATEWAYS } from './gateways.ts';
import { runHistories } from './run-histories.ts';

const SEED = Number(process.env.MONEY_SEED ?? 20_261_128);
const [STRIPE] = GATEWAYS;
const withPayments =
  (change: Partial<NonNullable<Connector['payments']>>) =>
  (connector: Connector): Connector => ({
    ...connector,
    payments: { ...connector.payments, ...change } as NonNullable<Connector['payments']>,
  });

describe(`random histories of money, seed ${SEED}`, () => {
  it.each(GATEWAYS)(
    'keep every promise at $id',
    async (gateway) => {
      const { failure, histories } = await runHistories(gateway, { runs: 60, seed: SEED });
      expect(failure).toBeUndefined();
      expect(histories).toBe(60);
    },
    60_000,
  );
});

describe('the histories find', () => {
  const found = async (broken: (connector: Connector) => Connector) =>
    (await runHistories(STRIPE, { runs: 400, seed: 1, broken })).failure?.kind;

  it('a refund that is sent again under another key, and cannot be found', async () => {
    const original = (connector: Connector) => connector.payments?.createRefund;
    let keys = 0;
    const kind = await found((connector) => {
      const createRefund = original(connector);
      if (!createRefund) throw new Error('There is nothing to break');
      return withPayments({
        listRefunds: async () => [],
        createRefund: (context, input) => {
          keys += 1;
          return createRefund(context, { ...input, idempotencyKey: `another-${keys}` });
        },
      })(connector);
    });
    expect(['double refund', 'refunded without proof', 'lost money']).toContain(kind);
  }, 60_000);

  it('a refund that is called done though it is only on its way', async () => {
    const kind = await found((connector) => {
      const createRefund = connector.payments?.createRefund;
      if (!createRefund) throw new Error('There is nothing to break');
      return withPayments({ createRefund: async (context, input) => ({ ...(await createRefund(context, input)), state: 'succeeded' }) })(
        connector,
      );
    });
    expect(kind).toBe('refunded without proof');
  }, 60_000);

  it('a payment whose word is not believed', async () => {
    const kind = await found((connector) => {
      const getPayment = connector.payments?.getPayment;
      if (!getPayment) throw new Error('There is nothing to break');
      let asked = 0;
      return withPayments({
        getPayment: async (context, input) => {
          asked += 1;
          const told = await getPayment(context, input);
          return asked % 2 === 0 ? { ...told, captured: { ...told.captured, amount: 0 }, state: 'waiting' } : told;
        },
      })(connector);
    });
    expect(kind).toBe('lost money');
  }, 60_000);
});
