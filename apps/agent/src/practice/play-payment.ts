import type { Connector } from '@banrimkwae/connector-kit/connector';
import type { Payment } from '@banrimkwae/contract/payments';
import { type Actor, AGENT } from '../access/index.ts';
import type { AftermathScene, EpisodeRefund, PaymentEpisode } from './episode.ts';
import type { PlayDeps } from './ground.ts';
import { until } from './until.ts';

const SCENES = { pays: 'guestPays', declined: 'guestCardDeclined', abandons: 'guestAbandons' } as const;

/** Who takes the payments of the week, and who is the second person. */
export type Staff = { desk: Actor; manager: Actor };
type Play = PlayDeps & { staff: Staff; episode: PaymentEpisode; provider: string; key: string };

/** One payment of the practice week, from the form at the desk to its refunds and what the bank has to say later. */
export async function playPayment(deps: PlayDeps, episode: PaymentEpisode, staff: Staff): Promise<void> {
  const provider = providerFor(deps, episode)?.manifest.id;
  if (provider === undefined) throw new Error(`no provider plays ${episode.method}`);
  const key = `practice-${deps.clock.now().getTime()}-${episode.room}`;
  const play: Play = { ...deps, staff, episode, provider, key };
  const id = await underHolds(play, () => takeAndPay(play));
  for (const [index, refund] of (episode.refunds ?? []).entries()) await giveBack(play, { id, index, refund });
  for (const { scene, input } of episode.afterwards ?? []) {
    await deps.sandbox.play(provider, scene, input ?? {});
    await until(() => TRACES[scene](deps.rooms.payments.get(id)));
  }
}

/** Of those who can play it, one that gives back by itself goes first: the desk refunds by a click there. */
function providerFor({ rooms }: PlayDeps, episode: PaymentEpisode): Connector | undefined {
  const able = rooms.directory.ready('payments').filter(({ connector }) => canPlay(connector, episode));
  const refundsItself = able.find(({ connector }) => connector.payments?.methods[episode.method]?.refund.way === 'provider');
  return (refundsItself ?? able[0])?.connector;
}

/** Offers the method, hears of the money as the episode wants it, can do what follows, and has a guest in the sandbox who does what is told. */
function canPlay(connector: Connector, episode: PaymentEpisode): boolean {
  const { payments, manifest } = connector;
  const { method, outcome, capture, told, afterwards = [] } = episode;
  const rules = payments?.methods[method];
  if (!rules || whoTells(connector) !== told) return false;
  if (capture === 'manual' && !rules.manualCapture) return false;
  if (!afterwards.every(({ scene }) => scene in manifest.practice.scenes)) return false;
  if (outcome === 'said') return told === 'people';
  if (outcome === 'cancelled') return payments?.cancelPayment !== undefined;
  return SCENES[outcome ?? 'pays'] in manifest.practice.scenes;
}

function whoTells({ payments, manifest }: Connector): PaymentEpisode['told'] {
  if (payments?.getPayment === undefined) return 'people';
  return manifest.fetchMissing?.way === 'event_list' ? undefined : 'bank';
}

async function underHolds<Answer>({ rooms, episode }: Play, work: () => Promise<Answer>): Promise<Answer> {
  if (!episode.holds) return work();
  const { payments } = rooms;
  const usual = payments.moneyRules();
  payments.setMoneyRules({ ...usual, holds: { ...usual.holds, ...episode.holds } }, AGENT);
  try {
    return await work();
  } finally {
    payments.setMoneyRules(usual, AGENT);
  }
}

async function takeAndPay(play: Play): Promise<string> {
  const { rooms, sandbox, staff, episode, provider, key } = play;
  if (episode.answerLost) await sandbox.order({ provider, kind: 'drop_after_apply', times: 1 });
  const { id } = await rooms.payments.take(formOf(play), staff.desk);
  await until(() => !['creating', 'unknown'].includes(rooms.payments.get(id).state));
  const { outcome } = episode;
  if (outcome === undefined) return id;
  if (outcome === 'cancelled') await rooms.payments.act({ paymentId: id, kind: 'cancel', idempotencyKey: `${key}-cancel` }, staff.desk);
  else if (outcome === 'said') await sayReceived(play, id);
  else {
    await sandbox.play(provider, SCENES[outcome], {});
    await until(() => isOver(rooms.payments.get(id), episode));
  }
  return id;
}

function formOf({ rooms, currency, episode, provider, key }: Play): Parameters<PlayDeps['rooms']['payments']['take']>[0] {
  const { method, amount, guest, room, description, capture = 'automatic' } = episode;
  const bank = rooms.directory.find(provider).connector.payments?.methods[method]?.banks?.[0]?.id;
  return {
    idempotencyKey: key,
    provider,
    method,
    amount: { amount, currency: episode.currency ?? currency },
    description,
    guest: { ...guest, country: null },
    details: bank === undefined ? {} : { bank },
    room,
    reservationId: null,
    capture,
  };
}

/** A declined one stays open: another card may follow. */
function isOver({ state, hold }: Payment, { outcome, capture, holds }: PaymentEpisode): boolean {
  if (outcome === 'declined') return true;
  if (outcome === 'abandons') return state === 'expired' || state === 'cancelled';
  if (holds) return hold !== null;
  return state === (capture === 'manual' ? 'authorized' : 'paid');
}

async function sayReceived({ rooms, staff, key }: Play, id: string): Promise<void> {
  const { approvals } = rooms.payments;
  const note = 'Seen in the bank’s app on the desk’s phone';
  await rooms.payments.received({ id, idempotencyKey: `${key}-received`, slip: null, note }, staff.desk);
  const { items } = approvals.list({ state: 'waiting', limit: 100 }, staff.manager);
  const asked = items.find(({ kind, paymentId }) => kind === 'received' && paymentId === id);
  if (asked) decide({ rooms, staff, key }, asked.id);
}

async function giveBack(play: Play, { id, index, refund }: { id: string; index: number; refund: EpisodeRefund }): Promise<void> {
  const { rooms, staff, currency, episode, key } = play;
  const { amount, reason, note = null, waits } = refund;
  const money = { amount, currency: episode.currency ?? currency };
  const asked = rooms.payments.refund({ paymentId: id, idempotencyKey: `${key}-refund-${index}`, amount: money, reason, note }, staff.desk);
  if (waits) return;
  if (asked.approvalId !== null) decide(play, asked.approvalId);
  await until(() => !['approved', 'sending', 'unknown'].includes(rooms.payments.getRefund(asked.id).state));
}

function decide({ rooms, staff, key }: Pick<Play, 'rooms' | 'staff' | 'key'>, id: string): void {
  const decision = { id, idempotencyKey: `${key}-${id}`, approve: true, reason: null, bankReference: null };
  rooms.payments.approvals.decide(decision, staff.manager);
}

type Shown = ReturnType<PlayDeps['rooms']['payments']['get']>;
/** What shows here of it; of money that a bank took back, nothing tells before the days are compared. */
const TRACES: Readonly<Record<AftermathScene, (payment: Shown) => boolean>> = {
  dashboardRefund: ({ refunded }) => refunded.amount > 0,
  disputeOpens: ({ disputes }) => disputes.length > 0,
  earlyFraudWarning: ({ warnings }) => warnings.length > 0,
  bankReverses: () => true,
};
