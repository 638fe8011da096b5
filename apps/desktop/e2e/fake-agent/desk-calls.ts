import { type Role, roles } from '@banrimkwae/contract/roles';
import { type FakeContext, fake, found, matches, pageOf, refuse } from './ground.ts';
import { operatorOf, permissionsOf, practiceRoles, resort } from './people.ts';
import { overviewOf } from './world.ts';

const { access, system, messages, weather } = fake;
const far = '2099-01-01T00:00:00.000Z';

function sessionOf({ operator }: FakeContext) {
  if (!operator) return refuse('unauthenticated');
  return { operator, permissions: permissionsOf(operator.role), expiresAt: far };
}

function enter(context: FakeContext, role: Role) {
  const operator = operatorOf(role, context.operator?.language ?? 'en');
  context.signIn(operator);
  return sessionOf({ ...context, operator });
}

export const accessCalls = {
  signIn: access.signIn.handler(({ input, context }) => {
    const role = roles.find((one) => one === input.username);
    return role && input.password === 'practice-makes-perfect' ? enter(context, role) : refuse('wrong_credentials');
  }),
  practiceSignIn: access.practiceSignIn.handler(({ input, context }) => enter(context, input.role)),
  session: access.session.handler(({ context }) => sessionOf(context)),
  signOut: access.signOut.handler(({ context }) => {
    context.signOut();
    return { done: true };
  }),
  setLanguage: access.setLanguage.handler(({ input, context }) => {
    const session = sessionOf(context);
    const operator = { ...session.operator, language: input.language };
    context.signIn(operator);
    return { ...session, operator };
  }),
  operators: access.operators.handler(({ context: { world } }) =>
    roles.map((role, index) => ({
      ...operatorOf(role, 'th'),
      disabled: index === 0,
      lastSeenAt: new Date(world.now - index * 7_200_000).toISOString(),
    })),
  ),
  createOperator: access.createOperator.handler(({ input }) => ({
    ...operatorOf(input.role, input.language),
    name: input.name,
    username: input.username,
  })),
  updateOperator: access.updateOperator.handler(({ input }) => operatorOf(input.role ?? 'viewer', 'th')),
  apiKeys: access.apiKeys.handler(({ context: { world } }) => [
    {
      id: 'key_1',
      name: 'Accounting export',
      start: 'brk_7Fa',
      permissions: ['payments.read'],
      createdAt: new Date(world.now - 8e9).toISOString(),
      lastUsedAt: new Date(world.now - 4e6).toISOString(),
      expiresAt: null,
    },
    {
      id: 'key_2',
      name: 'Lobby display',
      start: 'brk_2Kd',
      permissions: ['overview.read', 'weather.read'],
      createdAt: new Date(world.now - 2e9).toISOString(),
      lastUsedAt: null,
      expiresAt: new Date(world.now + 3e9).toISOString(),
    },
  ]),
  createApiKey: access.createApiKey.handler(({ input, context: { world } }) => ({
    id: 'key_3',
    name: input.name,
    start: 'brk_9Zx',
    permissions: input.permissions,
    createdAt: new Date(world.now).toISOString(),
    lastUsedAt: null,
    expiresAt: null,
    key: 'brk_9ZxShownOnceOnly',
  })),
  revokeApiKey: access.revokeApiKey.handler(() => ({ done: true })),
  audit: access.audit.handler(({ input, context: { world } }) =>
    pageOf(
      world.audit.filter(({ actor, subject }) => matches(input.actor, actor) && matches(input.subject, subject)),
      input,
    ),
  ),
  verifyAudit: access.verifyAudit.handler(() => ({ intact: true, entries: 1200, firstBroken: null })),
  pair: access.pair.handler(() => refuse('forbidden')),
};

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
      state: 'sending' as const,
      kind: 'text' as const,
      text: input.text,
      sentBy: 'Nok',
      failure: null,
      at: new Date().toISOString(),
    };
    thread.messages.push(message);
    publish({ type: 'conversation_changed', conversationId: thread.id });
    return message;
  }),
  markRead: messages.markRead.handler(({ input, context: { world } }) => Object.assign(found(world.threads, input.id), { unread: 0 })),
  quota: messages.quota.handler(() => [{ provider: 'LINE', used: 214, limit: 500 }]),
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
