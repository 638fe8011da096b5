import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { OperationContext } from '@banrimkwae/connector-kit/connector';
import { describe, expect, it } from 'vitest';
import omise from './connector.ts';

const OBJECTS = resolve(import.meta.dirname, '../../../..', process.env.SPECS_DIR ?? '../shared/specs', 'omise/objects');
const missing = ['refund', 'dispute', 'event'].some((name) => !existsSync(join(OBJECTS, `${name}_object.json`)));
const why = missing ? ' (skipped: needs omise/objects/*.json in SPECS_DIR)' : '';
const sample = (name: string): unknown => JSON.parse(readFileSync(join(OBJECTS, `${name}_object.json`), 'utf8'));

/** An account that answers every call with one sample. */
const answering = (name: string): OperationContext => ({
  config: {},
  now: () => new Date('2026-11-23T02:00:00Z'),
  newId: () => 'msg_1',
  call: async (_endpoint, _request, schema) => ({
    status: 200,
    headers: {},
    body: schema.parse(sample(name)),
    ageSeconds: 0,
    stale: false,
    requestId: 'req_1',
  }),
});

/** Omise publishes no schema; these objects of its own SDKs are of an older version, whose names we still understand. */
describe.skipIf(missing)(`objects of Omise's own SDKs${why}`, () => {
  it('reads a refund from before refunds had a status: the money was booked', async () => {
    const refund = await omise.payments?.getRefund?.(answering('refund'), {
      providerRefundId: 'rfnd_test_5086xm1i7ddm3apeaev',
      providerPaymentId: 'chrg_test_5086xlsx4lghk9bpb75',
    });
    expect(refund).toMatchObject({
      providerRefundId: 'rfnd_test_5086xm1i7ddm3apeaev',
      providerPaymentId: 'chrg_test_5086xlsx4lghk9bpb75',
      ourReference: null,
      state: 'succeeded',
      amount: { amount: 20_000, currency: 'THB' },
      createdAt: '2015-06-02T05:41:50.000Z',
    });
  });

  it('reads a dispute, with the words of the guest', async () => {
    const dispute = await omise.payments?.getDispute?.(answering('dispute'), { providerDisputeId: 'dspt_test_4zgf15h89w8t775kcm8' });
    expect(dispute).toMatchObject({
      state: 'under_review',
      reason: 'This is an unauthorized transaction',
      providerPaymentIds: ['chrg_test_4zgcsiv4s6ewsy8nrw3'],
      amount: { amount: 100_000, currency: 'THB' },
    });
  });

  it('reads an event that is nothing to us', () => {
    const rawBody = Buffer.from(JSON.stringify(sample('event')));
    const events = omise.webhook?.events({ headers: {}, rawBody, query: {}, receivedAt: new Date(0) });
    expect(events).toMatchObject([{ id: 'evnt_test_526yctupnje5mbldskd', type: 'transfer.destroy', about: { kind: 'none' } }]);
  });
});
