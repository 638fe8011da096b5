import { AppError } from '@banrimkwae/contract/errors';
import type { PaymentMethod } from '@banrimkwae/contract/payments';
import { money } from '@banrimkwae/money';
import type { PaymentsGround } from './ground.ts';
import { holdsAnything } from './hold-rules.ts';
import { refusalByRules, type WantedPayment } from './method-rules.ts';
import { readMoneyRules } from './money-rules.ts';
import type { PaymentRow } from './payment-row.ts';
import { type Candidate, chooseRoute, explainRoute, isUsable, type Route, refusal } from './routing.ts';

/** Every provider with payments, as it stands now. */
function candidatesFor({ providers }: PaymentsGround, method: PaymentMethod): Candidate[] {
  return providers.all('payments').map((id) => candidateFor(providers, id, method));
}

/** Throws AppError: not_found, what the provider would refuse, or why it cannot be used now. One that was named is never replaced. */
export function routeFor(ground: PaymentsGround, wanted: WantedPayment, named: string | undefined): Route {
  if (named !== undefined)
    return { chosen: requireNamed(candidateFor(ground.providers, named, wanted.method), wanted), passed: [], why: 'named' };
  const candidates = candidatesFor(ground, wanted.method);
  const route = chooseRoute(candidates, wanted, readMoneyRules(ground));
  if (route === undefined) throw refusal(candidates, wanted);
  return route;
}

/** Another provider for a payment of which nothing was sent; `tried` did not let it out just now. Undefined: there is none. */
export function otherRouteFor(ground: PaymentsGround, payment: PaymentRow, tried: ReadonlyMap<string, string>): Route | undefined {
  const candidates = candidatesFor(ground, payment.method).map((each) => ({
    ...each,
    downSince: each.downSince ?? tried.get(each.id) ?? null,
  }));
  return chooseRoute(candidates, wantedOf(payment), readMoneyRules(ground));
}

/** What the route decides of a payment: held first where our rules want to look and the method can. */
export function termsOf(ground: PaymentsGround, { chosen }: Route, wanted: { capture: PaymentRow['capture']; createdAt: string }) {
  const byRules = wanted.capture === 'automatic' && chosen.rules?.manualCapture === true && holdsAnything(readMoneyRules(ground).holds);
  const seconds = chosen.rules?.expiresAfterSeconds;
  return {
    provider: chosen.id,
    capture: byRules ? ('manual' as const) : wanted.capture,
    capture_by_rules: byRules,
    expires_at: seconds === undefined ? null : new Date(Date.parse(wanted.createdAt) + seconds * 1000).toISOString(),
  };
}

/** The choice and its reason, on the timeline; call it inside the transaction that stores the choice. Returns the reason. */
export function tellRoute(ground: PaymentsGround, paymentId: string, route: Route): string {
  const at = ground.clock.now().toISOString();
  const title = explainRoute(route, ground.timeZone);
  ground.story.tell({ paymentId, cause: `route:${route.chosen.id}:${at}`, at, kind: 'state', title });
  return title.en;
}

/** What was asked for, not what our own rules made of it. */
export function wantedCapture({ capture, capture_by_rules }: PaymentRow): PaymentRow['capture'] {
  return capture_by_rules ? 'automatic' : capture;
}

function wantedOf(payment: PaymentRow): WantedPayment {
  return {
    method: payment.method,
    amount: money(payment.amount, payment.currency),
    capture: wantedCapture(payment),
    guest: { email: payment.guest_email, phone: payment.guest_phone },
    details: payment.details ?? {},
  };
}

function candidateFor(providers: PaymentsGround['providers'], id: string, method: PaymentMethod): Candidate {
  const { name, connector, whyNot } = providers.find(id);
  const rules = connector.payments?.methods[method];
  const canTell = connector.payments?.getPayment !== undefined;
  return { id, name, rules, whyNot, canTell, downSince: rules === undefined ? null : providers.downSince(id, method) };
}

function requireNamed(candidate: Candidate, wanted: WantedPayment): Candidate {
  const { name, rules, whyNot } = candidate;
  if (rules === undefined)
    throw new AppError('not_supported', { message: `${name} does not offer this kind of payment.`, hint: 'Choose another way of paying.' });
  const refused = refusalByRules(name, rules, wanted);
  if (refused) throw refused;
  if (isUsable(candidate)) return candidate;
  throw new AppError(whyNot ?? 'provider_unavailable');
}
