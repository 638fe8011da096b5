import type { Actor } from '../access/index.ts';
import type { PlayDeps } from './ground.ts';
import { until } from './until.ts';
import type { PaymentEpisode } from './week.ts';

const SCENES = { pays: 'guestPays', declined: 'guestCardDeclined', abandons: 'guestAbandons' } as const;

/** One payment of the practice week, from the form at the desk to its refunds. */
export async function playPayment(deps: PlayDeps, episode: PaymentEpisode, actor: Actor): Promise<void> {
  const { rooms, sandbox, clock, currency } = deps;
  const key = `practice-${clock.now().getTime()}-${episode.room}`;
  const provider = rooms.directory.ready('payments').find(({ connector }) => connector.payments?.methods[episode.method])?.id;
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
    await until(() => !['approved', 'sending', 'unknown'].includes(rooms.payments.getRefund(refund.id).state));
  }
}
