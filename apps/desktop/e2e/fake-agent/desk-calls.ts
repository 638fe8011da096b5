import { fake, found, matches, pageOf } from './ground.ts';
import { practiceRoles, resort } from './people.ts';
import { overviewOf } from './world.ts';

const { system, messages, weather } = fake;
export const systemCalls = {
  info: system.info.handler(() => ({ version: '0.1.0', profile: 'practice', resort, practiceRoles })),
  overview: system.overview.handler(({ context: { world } }) => overviewOf(world)),
  scenes: system.scenes.handler(() => [
    { provider: 'stripe', scene: 'pay', label: { en: 'A guest pays the newest QR', th: 'แขกจ่าย QR ล่าสุด' } },
    { provider: 'line', scene: 'write', label: { en: 'A guest writes on LINE', th: 'แขกส่งข้อความทาง LINE' } },
  ]),
  playScene: system.playScene.handler(({ input, context: { world, publish } }) => {
    const waiting = world.payments.find(({ state }) => state === 'waiting');
    if (input.scene === 'pay' && waiting) {
      Object.assign(waiting, {
        state: 'paid',
        captured: waiting.amount,
        refundable: waiting.amount,
        paidAt: new Date().toISOString(),
        action: null,
      });
      publish({ type: 'payment_changed', paymentId: waiting.id, state: 'paid' });
    }
    return { result: null };
  }),
};

export const messageCalls = {
  conversations: messages.conversations.handler(({ input, context: { world } }) =>
    pageOf(
      world.threads.filter(({ guestName }) => matches(input.q, guestName)),
      input,
    ),
  ),
  conversation: messages.conversation.handler(({ input, context: { world } }) => found(world.threads, input.id)),
  send: messages.send.handler(({ input, context: { world, publish } }) => {
    const thread = found(world.threads, input.id);
    const message = {
      id: `${thread.id}_m${thread.messages.length}`,
      conversationId: thread.id,
      direction: 'out' as const,
      state: 'queued' as const,
      kind: 'text' as const,
      text: input.text,
      sentBy: 'Nok',
      failure: null,
      at: new Date().toISOString(),
    };
    thread.messages.push(message);
    Object.assign(thread, { lastMessage: message.text, lastAt: message.at, freeReplyUntil: null });
    publish({ type: 'conversation_changed', conversationId: thread.id });
    return message;
  }),
  markRead: messages.markRead.handler(({ input, context: { world } }) => Object.assign(found(world.threads, input.id), { unread: 0 })),
  quota: messages.quota.handler(() => [{ provider: 'line', used: 214, limit: 500 }]),
};

export const weatherCalls = {
  now: weather.now.handler(({ input, context: { world } }) => {
    const reading = (hours: number, rain: number) => ({
      at: new Date(world.now + hours * 3_600_000).toISOString(),
      temperatureC: 31.2 - hours / 3,
      feelsLikeC: 35,
      humidityPercent: 70,
      windMetresPerSecond: 2,
      description: input.language === 'th' ? 'เมฆบางส่วน' : 'partly cloudy',
      icon: 'few_clouds' as const,
      rainMm: rain,
      rainProbability: rain,
    });
    return {
      provider: 'OpenWeather',
      place: 'Kanchanaburi',
      current: reading(0, 0),
      forecast: [reading(3, 0.1), reading(6, 0.8)],
      asOf: new Date(world.now - 5_400_000).toISOString(),
      ageSeconds: 5400,
      stale: true,
      attribution: { text: 'OpenWeather', url: 'https://openweathermap.org/' },
    };
  }),
};
