import type {
  CreatePayment,
  CreateRefund,
  PaymentMethodRules,
  PaymentProvider,
  PaymentSnapshot,
  RefundSnapshot,
} from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, type Connector, connector } from '@banrimkwae/connector-kit/connector';
import { type Money, money } from '@banrimkwae/money';

/** What happens to a call: `lost` is applied but its answer never comes; `late` is, once `land` is called; `refused` and `unsent` are not applied. */
export type Weather = 'fine' | 'lost' | 'late' | 'cut' | 'refused' | 'unsent';

/** In what one gateway differs from another. `without`: what it cannot do. */
export type Traits = {
  id?: string;
  name?: string;
  rules?: Partial<PaymentMethodRules>;
  without?: readonly Exclude<keyof PaymentProvider, 'methods' | 'createPayment'>[];
  further?: Partial<PaymentProvider>;
};

type Held = { snapshot: PaymentSnapshot; paid: number };

const RULES: PaymentMethodRules = { currencies: ['THB'], manualCapture: true, refund: { way: 'provider', partial: true }, needs: [] };

/** A gateway in memory with the semantics of a real one: idempotency keys, references, refunds checked against what was captured. */
export class FakeProvider {
  readonly payments = new Map<string, Held>();
  readonly refunds: RefundSnapshot[] = [];
  readonly calls: string[] = [];
  private readonly byKey = new Map<string, unknown>();
  private weather: Weather[] = [];
  private underWay: (() => unknown)[] = [];
  /** A new refund waits for the guest, and may be stopped meanwhile. */
  refundsWait = false;
  private next = 0;
  private readonly traits: Required<Traits>;

  constructor({ id = 'fake', name = 'Fake Pay', rules = {}, without = [], further = {} }: Traits = {}) {
    this.traits = { id, name, rules, without, further };
  }

  /** What happens to the coming calls that change something, one after the other; then fine again. */
  forecast(...weather: Weather[]): void {
    this.weather = weather;
  }

  get connector(): Connector {
    return connector({
      manifest: {
        id: this.traits.id,
        name: this.traits.name,
        type: 'payment',
        capabilities: ['payments'],
        fields: [],
        hosts: { api: { live: 'https://fake.test' } },
        auth: { kind: 'none' },
        rateLimitPerMinute: 60,
        timeoutSeconds: 5,
        retryAttempts: 0,
        endpoints: {},
        practice: { values: {}, scenes: {} },
        docs: [],
      },
      testConnection: async () => ({ message: 'fine' }),
      payments: this.operations(),
    });
  }

  authorize(providerPaymentId: string, risk: PaymentSnapshot['risk'] = null): void {
    this.change(providerPaymentId, () => ({ state: 'authorized', action: null, risk }));
  }
  pay(providerPaymentId: string): void {
    this.change(providerPaymentId, (held) => ({ state: 'paid', captured: held.amount, action: null, paidAt: '2026-11-23T03:00:00.000Z' }));
  }
  set(providerPaymentId: string, state: PaymentSnapshot['state']): void {
    this.change(providerPaymentId, () => ({ state, action: null }));
  }
  /** Someone refunds in the provider's own console. */
  refundInConsole(providerPaymentId: string, amount: number): void {
    this.refund({ providerPaymentId, amount: money(amount, 'THB'), ourReference: null });
  }
  /** Calls whose caller waits no more are carried out; one that is refused by now tells nobody. */
  land(): void {
    for (const apply of this.underWay.splice(0)) {
      try {
        apply();
      } catch (fault) {
        if (!(fault instanceof AppError)) throw fault;
      }
    }
  }
  setRefund(providerRefundId: string, state: RefundSnapshot['state']): void {
    const index = this.refunds.findIndex((each) => each.providerRefundId === providerRefundId);
    const found = this.refunds[index];
    if (found) this.refunds[index] = { ...found, state, cancellable: state === 'pending' && found.cancellable };
  }
  refundedTotal(providerPaymentId: string): number {
    return this.refunds
      .filter((each) => each.providerPaymentId === providerPaymentId && each.state !== 'failed' && each.state !== 'cancelled')
      .reduce((sum, each) => sum + each.amount.amount, 0);
  }

  operations(): PaymentProvider {
    const read = (id: string) => this.held(id).snapshot;
    const { rules, without, further } = this.traits;
    const all: PaymentProvider = {
      methods: { card_link: { ...RULES, ...rules }, promptpay_qr: { ...RULES, manualCapture: false, needs: ['email'], ...rules } },
      createPayment: async (_context, input) => this.act('createPayment', input.idempotencyKey, () => this.create(input)),
      getPayment: async (_context, { providerPaymentId }) => this.look('getPayment', () => read(providerPaymentId)),
      findPayment: async (_context, { paymentId }) =>
        this.look('findPayment', () => [...this.payments.values()].find(({ snapshot }) => snapshot.ourReference === paymentId)?.snapshot),
      capturePayment: async (_context, { providerPaymentId, amount, idempotencyKey }) =>
        this.act('capturePayment', idempotencyKey, () => {
          this.change(providerPaymentId, (held) => ({ state: 'paid', captured: amount ?? held.amount }));
          return read(providerPaymentId);
        }),
      cancelPayment: async (_context, { providerPaymentId, idempotencyKey }) =>
        this.act('cancelPayment', idempotencyKey, () => {
          if (read(providerPaymentId).state === 'paid') throw new AppError('provider_rejected', { providerMessage: 'It is paid.' });
          this.change(providerPaymentId, () => ({ state: 'cancelled', action: null }));
          return read(providerPaymentId);
        }),
      createRefund: async (_context, input) =>
        this.act('createRefund', input.idempotencyKey, () => this.refund({ ...input, ourReference: input.refundId })),
      refundKeyLifetimeSeconds: 86_400,
      listRefunds: async (_context, { providerPaymentId }) =>
        this.look('listRefunds', () => this.refunds.filter((each) => each.providerPaymentId === providerPaymentId)),
      cancelRefund: async (_context, { providerRefundId, idempotencyKey }) =>
        this.act('cancelRefund', idempotencyKey, () => {
          const found = this.refunds.find((each) => each.providerRefundId === providerRefundId);
          if (found?.state !== 'pending') throw new AppError('provider_rejected', { providerMessage: 'It is on its way.' });
          this.setRefund(providerRefundId, 'cancelled');
          return { ...found, state: 'cancelled' as const };
        }),
      ...further,
    };
    return Object.fromEntries(Object.entries(all).filter(([operation]) => !without.some((left) => left === operation))) as PaymentProvider;
  }

  private act<Value>(name: string, key: string, apply: () => Value): Value {
    this.calls.push(name);
    const weather = this.weather.shift() ?? 'fine';
    if (weather === 'unsent') throw new AppError('provider_unavailable');
    if (weather === 'refused') throw new AppError('provider_rejected', { providerCode: 'no', providerMessage: 'The bank said no.' });
    if (weather === 'late') this.underWay.push(() => this.once(key, apply));
    if (weather === 'cut' || weather === 'late') throw new AppError('provider_timeout', { outcome: 'unknown' });
    const value = this.once(key, apply);
    if (weather === 'lost') throw new AppError('outcome_unknown', { outcome: 'unknown' });
    return value;
  }

  /** A gateway without keys does it as often as it is told. */
  private once<Value>(key: string, apply: () => Value): Value {
    if (this.traits.without.includes('refundKeyLifetimeSeconds') || !this.byKey.has(key)) this.byKey.set(key, apply());
    return this.byKey.get(key) as Value;
  }

  private look<Value>(name: string, read: () => Value): Value {
    this.calls.push(name);
    return read();
  }

  private create(input: CreatePayment): PaymentSnapshot {
    this.next += 1;
    const zero = money(0, input.amount.currency);
    const snapshot: PaymentSnapshot = {
      providerPaymentId: `pi_${this.next}`,
      alsoKnownAs: [`cs_${this.next}`],
      ourReference: input.paymentId,
      state: 'waiting',
      amount: input.amount,
      captured: zero,
      refunded: zero,
      methodDetail: null,
      lastFour: null,
      action: { kind: 'qr', payload: `qr-${this.next}`, expiresAt: null },
      risk: null,
      fee: null,
      settlement: null,
      refundable: null,
      failure: null,
      paidAt: null,
    };
    this.payments.set(snapshot.providerPaymentId, { snapshot, paid: 0 });
    return snapshot;
  }

  private refund(input: Pick<CreateRefund, 'providerPaymentId'> & { amount: Money; ourReference: string | null }): RefundSnapshot {
    const left = this.held(input.providerPaymentId).snapshot.captured.amount - this.refundedTotal(input.providerPaymentId);
    if (input.amount.amount > left)
      throw new AppError('provider_rejected', { providerCode: 'amount_too_large', providerMessage: 'Too much.' });
    const made: RefundSnapshot = {
      providerRefundId: `re_${this.refunds.length + 1}`,
      providerPaymentId: input.providerPaymentId,
      ourReference: input.ourReference,
      state: this.refundsWait ? 'pending' : 'succeeded',
      amount: input.amount,
      pendingReason: this.refundsWait ? 'waiting_for_guest' : null,
      failureReason: null,
      cancellable: this.refundsWait,
      createdAt: '2026-11-23T04:00:00.000Z',
    };
    this.refunds.push(made);
    return made;
  }

  private held(id: string): Held {
    const held = this.payments.get(id);
    if (!held) throw new AppError('provider_rejected', { providerMessage: 'No such payment.' });
    return held;
  }

  private change(id: string, by: (snapshot: PaymentSnapshot) => Partial<PaymentSnapshot>): void {
    const held = this.held(id);
    held.snapshot = { ...held.snapshot, ...by(held.snapshot) };
  }
}
