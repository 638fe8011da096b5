import type { Connector } from '@banrimkwae/connector-kit/connector';
import type { Actor } from '../access/index.ts';
import type { PlayDeps } from './ground.ts';
import { until } from './until.ts';
import type { PaymentEpisode } from './week.ts';

const SCENES = { pays: 'guestPays', declined: 'guestCardDeclined', abandons: 'guestAbandons' } as const;

/** Who takes the payments of the week, and who is the second person. */
type Staff = { desk: Actor; manager: Actor };

/** One payment of the practice week, from the form at the desk to its refunds. */
export async function playPayment(deps: PlayDeps, episode: PaymentEpisode, { desk: actor, manager }: Staff): Promise<void> {
  const { rooms, sandbox, clock, currency } = deps;
  const key = `practice-${clock.now().getTime()}-${episode.room}`;
  const provider = rooms.directory.ready('payments').find(({ connector }) => canPlay(connector, episode))?.id;
  if (provider === undefined) return;
  if (episode.answerLost) await sandbox.order({ provider, kind: 'drop_after_apply', times: 1 });
  const { method, amount, guest, room, description } = episode;
  const { id } = await rooms.payments.take(
    {
      idempotencyKey: key,
      provider,
      method,
      amount: { amount, currency },
      description,
      guest: { ...guest, country: null },
      details: {},
      room,
      reservationId: null,
      capture: episode.capture ?? 'automatic',
    },
    actor,
  );
  await until(() => !['creating', 'unknown'].includes(rooms.payments.get(id).state));
  if (episode.outcome === undefined) return;
  if (episode.outcome === 'cancelled') {
    await rooms.payments.act({ paymentId: id, kind: 'cancel', idempotencyKey: `${key}-cancel` }, actor);
    return;
  }
  await sandbox.play(provider, SCENES[episode.outcome], {});
  await until(() => episode.outcome === 'declined' || rooms.payments.get(id).state !== 'waiting');
  for (const [index, { amount: back, reason, note = null }] of (episode.refunds ?? []).entries()) {
    const refund = rooms.payments.refund(
      { paymentId: id, idempotencyKey: `${key}-refund-${index}`, amount: { amount: back, currency }, reason, note },
      actor,
    );
    if (refund.approvalId !== null)
      rooms.payments.approvals.decide(
        { id: refund.approvalId, idempotencyKey: `${key}-approve-${index}`, approve: true, reason: null, bankReference: null },
        manager,
      );
    await until(() => !['approved', 'sending', 'unknown'].includes(rooms.payments.getRefund(refund.id).state));
  }
}

/** Offers the method, can do what the episode wants of it, and has a guest in the sandbox who does what is told. */
function canPlay({ payments, manifest }: Connector, { method, outcome, refunds = [] }: PaymentEpisode): boolean {
  const rules = payments?.methods[method];
  if (!rules) return false;
  if (refunds.length > 0 && rules.refund.way !== 'provider') return false;
  if (outcome === 'cancelled') return payments?.cancelPayment !== undefined;
  // Where no event tells that nobody paid, it shows only when the time is over: the week does not wait for that.
  if (outcome === 'abandons' && manifest.fetchMissing?.way !== 'event_list') return false;
  return SCENES[outcome ?? 'pays'] in manifest.practice.scenes;
}
