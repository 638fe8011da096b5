import { connectors } from '@banrimkwae/connectors';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTestChannel, SIOBHAN, SOMCHAI } from '../../../sandbox/src/simulators/line/channel-rig.ts';
import { aProvider, openGateway } from '../gateway/gateway-rig.ts';
import type { Providers } from '../providers/port.ts';
import { hear, openRoom, RECEPTION } from './messaging-rig.ts';

/** The room, the real connector and the real gateway against the practice channel. */
async function openChannel() {
  const connector = connectors.get('line');
  if (!connector) throw new Error('There is no LINE connector');
  const channel = await openTestChannel();
  onTestFinished(() => channel.close());
  const { manifest } = connector;
  const provider = aProvider({
    url: `${channel.url}/api`,
    id: 'line',
    manifest,
    connector,
    endpoints: manifest.endpoints,
    config: manifest.practice.values,
    provider: { hosts: { api: `${channel.url}/api`, data: `${channel.url}/data` } },
  });
  const { gateway } = openGateway({ wait: async () => undefined });
  const find: Providers['find'] = () => ({ id: 'line', name: 'LINE', connector, ready: true, whyNot: null });
  const run: Providers['run'] = (_id, operation, input) =>
    operation(
      {
        config: provider.config,
        now: () => new Date(),
        newId: () => 'id',
        call: (endpoint, request, schema) => gateway.call({ provider, endpoint, request, schema, trace: {} }),
      },
      input,
    );
  const rig = openRoom({ find, run });
  rig.time.now = Date.parse('2026-11-20T03:15:00Z');
  /** What LINE delivered since, checked and applied as the ingress does. */
  const receive = async () => {
    for (const { body, headers } of channel.deliveries.splice(0)) {
      const delivery = { headers: headers(), rawBody: Buffer.from(body), query: {}, receivedAt: new Date(rig.time.now) };
      expect(connector.webhook?.verify(delivery, [String(provider.config.channelSecret)])).toEqual({ accepted: true });
      for (const event of connector.webhook?.events(delivery) ?? []) await hear(rig.room, event, 'line');
    }
  };
  const play = async (scene: string, input?: unknown) => {
    await channel.play(scene, input);
    await receive();
    await rig.work();
  };
  const newest = () => rig.room.conversations({ limit: 1 }).items[0]?.id ?? '';
  const seen = () =>
    (channel.simulator.state() as { conversation: { from: string; message: { text?: string } }[] }).conversation
      .filter(({ from }) => from === 'account')
      .map(({ message }) => message.text);
  const used = () => (channel.simulator.state() as { quota: { totalUsage: number } }).quota.totalUsage;
  return { ...rig, channel, connector, run, play, newest, seen, used };
}

describe('the messaging room on LINE', () => {
  it('hears a guest by name and answers for free while the reply token is fresh', async () => {
    const { room, play, newest, work, seen, used } = await openChannel();
    await play('guestWrites', { userId: SOMCHAI, text: 'ขอเช็คเอาท์สายได้ไหม' });
    expect(room.conversation(newest())).toMatchObject({
      guestName: 'สมชาย ใจดี',
      language: 'th',
      lastMessage: 'ขอเช็คเอาท์สายได้ไหม',
      unread: 1,
    });
    room.send({ id: newest(), idempotencyKey: 'key-00001', text: 'ได้ค่ะ' }, RECEPTION);
    await work();
    expect([seen(), used()]).toEqual([['ได้ค่ะ'], 0]);
    room.send({ id: newest(), idempotencyKey: 'key-00002', text: 'ถึง 14:00 น.' }, RECEPTION);
    await work();
    expect([seen(), used()]).toEqual([['ได้ค่ะ', 'ถึง 14:00 น.'], 1]);
    expect(room.conversation(newest()).messages.map(({ state }) => state)).toEqual(['received', 'sent', 'sent']);
  });

  it('falls back to a push when LINE does not take the token any more', async () => {
    const { room, channel, play, newest, work, seen, used } = await openChannel();
    await play('guestWrites', { userId: SOMCHAI });
    channel.advance(61_000);
    room.send({ id: newest(), idempotencyKey: 'key-00001', text: 'hello' }, RECEPTION);
    await work();
    expect([seen(), used()]).toEqual([['hello'], 1]);
  });

  it('shows a message once to the guest, though the agent died before it learnt that it was sent', async () => {
    const { room, time, database, play, newest, work, seen, restarted } = await openChannel();
    await play('guestWrites', { userId: SIOBHAN });
    time.now += 120_000;
    const { id } = room.send({ id: newest(), idempotencyKey: 'key-00001', text: 'hello' }, RECEPTION);
    await work();
    database.prepare("UPDATE messages SET state = 'sending', provider_message_id = NULL WHERE id = ?").run(id);
    const again = restarted();
    again.room.resume();
    await again.work();
    expect(seen()).toEqual(['hello']);
    expect(again.room.conversation(newest()).messages.at(-1)).toMatchObject({ id, state: 'sent' });
  });

  it('says why a message was not taken when the month’s messages are used up', async () => {
    const { room, time, play, newest, work } = await openChannel();
    await play('guestWrites', { userId: SOMCHAI });
    await play('reachMonthlyLimit');
    time.now += 120_000;
    room.send({ id: newest(), idempotencyKey: 'key-00001', text: 'hello' }, RECEPTION);
    await work();
    expect(room.conversation(newest()).messages.at(-1)).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/LINE did not take it: You have reached your monthly limit\. Answer within a minute/),
    });
  });

  it('learns of stickers, pictures, taps, friends and blocks, and of each event once', async () => {
    const { room, play, newest } = await openChannel();
    for (const scene of ['guestSendsSticker', 'guestSendsImage', 'guestTaps']) await play(scene, { userId: SOMCHAI });
    await play('redeliver');
    expect(room.conversation(newest()).messages.map(({ kind, text }) => [kind, text])).toEqual([
      ['sticker', 'hello, sawasdee'],
      ['image', ''],
      ['other', 'action=late-check-out'],
    ]);
    await play('guestBlocks', { userId: SOMCHAI });
    expect(room.conversation(newest()).reachable).toBe(false);
  });

  it('tests the connection, reads the quota and sets the webhook', async () => {
    const { channel, connector, run } = await openChannel();
    const { messages, webhook } = connector;
    expect(await run('line', connector.testConnection, undefined)).toEqual({ message: 'Official account Banrimkwae Resort (@banrimkwae)' });
    expect(messages?.quota && (await run('line', messages.quota, undefined))).toEqual({ used: 0, limit: 300 });
    const url = 'http://127.0.0.1:9/webhooks/line-moved';
    expect(webhook?.register && (await run('line', webhook.register, { url }))).toEqual({ url });
    expect(channel.simulator.state()).toMatchObject({ webhook: { url } });
    expect(webhook?.test && (await run('line', webhook.test, { url }))).toEqual({
      success: false,
      message: 'COULD_NOT_CONNECT: Connection failed',
    });
  });
});
