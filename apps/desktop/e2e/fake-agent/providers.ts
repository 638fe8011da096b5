import type { EndpointSettings, Provider, ProviderConfig, ProviderDetail, ProviderHealth } from '@banrimkwae/contract/providers';
import { dice } from './people.ts';
import type { Setup } from './webhook-setups.ts';

type Sketch = Pick<Provider, 'id' | 'name' | 'type' | 'capabilities' | 'logo'> & {
  state: ProviderHealth['state'];
  sentence: ProviderHealth['sentence'];
};

const gateways: readonly Sketch[] = [
  ['omise', 'Omise', { en: 'PromptPay and bank apps work.', th: 'รับพร้อมเพย์และแอปธนาคารได้ปกติ' }],
  ['paypal', 'PayPal', { en: 'PayPal payments work.', th: 'รับ PayPal ได้ปกติ' }],
  ['scb', 'SCB', { en: 'QR and SCB Easy work.', th: 'รับ QR และ SCB Easy ได้ปกติ' }],
  ['promptpay', 'PromptPay', { en: 'The QR needs nobody; a person says that money came.', th: 'สร้าง QR ได้เอง ต้องมีคนแจ้งว่าเงินเข้า' }],
].map(
  ([id, name, sentence]) =>
    ({
      id,
      name,
      sentence,
      type: 'payment',
      capabilities: ['payments'],
      logo: id === 'paypal' ? 'paypal' : null,
      state: 'working',
    }) as Sketch,
);

const sketches: readonly Sketch[] = [
  {
    id: 'stripe',
    name: 'Stripe',
    type: 'payment',
    capabilities: ['payments'],
    logo: 'stripe',
    state: 'working',
    sentence: { en: 'Card and QR payments work.', th: 'รับบัตรและ QR ได้ปกติ' },
  },
  {
    id: 'booking-com',
    name: 'Booking.com',
    type: 'booking',
    capabilities: ['channel'],
    logo: 'bookingdotcom',
    state: 'slow',
    sentence: { en: 'Answers late; trying again in 20 s. 3 changes wait.', th: 'ตอบช้า จะลองใหม่ใน 20 วินาที มี 3 รายการรอส่ง' },
  },
  {
    id: 'line',
    name: 'LINE',
    type: 'communication',
    capabilities: ['messages'],
    logo: 'line',
    state: 'working',
    sentence: { en: 'Messages arrive and leave.', th: 'รับส่งข้อความได้ปกติ' },
  },
  {
    id: 'openweathermap',
    name: 'OpenWeather',
    type: 'utility',
    capabilities: ['weather'],
    logo: null,
    state: 'down',
    sentence: { en: 'Does not answer; an old answer is shown.', th: 'ไม่ตอบ จึงแสดงข้อมูลเดิมไว้' },
  },
  {
    id: 'agoda',
    name: 'Agoda',
    type: 'booking',
    capabilities: ['channel'],
    logo: null,
    state: 'not_set_up',
    sentence: { en: 'No keys yet.', th: 'ยังไม่มีรหัสเชื่อมต่อ' },
  },
  ...gateways,
];

export function makeProviders(now: number): Provider[] {
  return sketches.map(({ state, sentence, ...rest }, index) => ({
    ...rest,
    status: state === 'not_set_up' ? 'inactive' : 'active',
    configured: state !== 'not_set_up',
    hasWebhook: rest.type !== 'utility' && rest.id !== 'promptpay',
    health: health({ now, index, state, sentence }),
  }));
}

function health({
  now,
  index,
  state,
  sentence,
}: { now: number; index: number } & Pick<ProviderHealth, 'state' | 'sentence'>): ProviderHealth {
  const roll = dice(index + 3);
  const none = state === 'not_set_up';
  return {
    state,
    since: new Date(now - (index + 1) * 3_700_000).toISOString(),
    sentence,
    requestsToday: none ? 0 : 120 + roll(1400),
    successRate: none ? null : state === 'down' ? 0.412 : state === 'slow' ? 0.961 : 0.9987,
    averageResponseMs: none ? null : state === 'slow' ? 4210 : 180 + roll(240),
    lastError:
      state === 'working' || none
        ? null
        : { at: new Date(now - 300_000).toISOString(), message: 'The provider did not answer in time (30 s).' },
    recent: Array.from({ length: 24 }, () => {
      const total = none ? 0 : roll(60);
      return { total, failed: state === 'down' ? Math.floor(total * 0.6) : state === 'slow' ? roll(3) : 0 };
    }),
  };
}

export function detailOf(
  provider: Provider,
  { endpoints, setups }: { endpoints: readonly EndpointSettings[]; setups: ReadonlyMap<string, Setup> },
): ProviderDetail {
  return {
    ...provider,
    apiBaseUrl: 'http://127.0.0.1:7302',
    rateLimitPerMinute: 1200,
    timeoutSeconds: 30,
    retryAttempts: 3,
    endpoints: [...endpoints],
    webhook: setups.get(provider.id) ?? null,
    setup:
      '## Where the keys are\n\n1. Sign in to the **provider’s console** as an owner.\n2. Open *Developers → API keys* and make a **restricted key**.\n3. Copy it here; it is shown once.\n\nSee the [documentation](https://docs.example.com/keys).',
    docs: [{ label: 'API reference', url: 'https://docs.example.com' }],
  };
}

export function makeEndpoints(): EndpointSettings[] {
  return ['payment_create', 'payment_get', 'refund_create', 'balance'].map((name, index) => ({
    name,
    method: index % 2 === 0 ? 'POST' : 'GET',
    path: `/v1/${name.replace('_', '/')}`,
    rateLimitPerMinute: null,
    timeoutSeconds: null,
    retryEnabled: true,
    cacheTtlSeconds: 0,
    breaker: {
      state: index === 2 ? 'open' : 'closed',
      failureCount: index === 2 ? 5 : 0,
      failureThreshold: 5,
      openSeconds: 20,
      nextAttemptAt: index === 2 ? '2026-11-23T07:40:20.000Z' : null,
      reason: index === 2 ? 'Maintenance announced until 15:00' : null,
    },
  }));
}

export const config: ProviderConfig = {
  fields: [
    {
      name: 'secretKey',
      label: { en: 'Secret or restricted key', th: 'คีย์ลับ หรือคีย์จำกัดสิทธิ์' },
      type: 'password',
      secret: true,
      required: true,
      pattern: '(sk|rk)_(live|test)_[A-Za-z0-9_]+',
      example: 'rk_live_…',
      description: { en: 'A restricted key with write access to payments is enough.', th: 'ใช้คีย์จำกัดสิทธิ์ที่เขียนการชำระเงินได้ก็เพียงพอ' },
      value: null,
      isSet: true,
      lastFour: '1234',
    },
    {
      name: 'webhookSecret',
      label: { en: 'Webhook signing secret', th: 'รหัสลับเว็บฮุก' },
      type: 'password',
      secret: true,
      required: false,
      value: null,
      isSet: false,
      lastFour: null,
    },
    {
      name: 'account',
      label: { en: 'Account', th: 'บัญชี' },
      type: 'text',
      secret: false,
      required: true,
      example: 'acct_…',
      value: 'acct_1Banrimkwae',
      isSet: true,
      lastFour: null,
    },
    {
      name: 'mode',
      label: { en: 'Statement text', th: 'ข้อความในใบแจ้งยอด' },
      type: 'select',
      secret: false,
      required: true,
      options: [
        { value: 'name', label: { en: 'Name of the resort', th: 'ชื่อรีสอร์ท' } },
        { value: 'number', label: { en: 'Booking number', th: 'เลขจอง' } },
      ],
      value: 'name',
      isSet: true,
      lastFour: null,
    },
    {
      name: 'receipts',
      label: { en: 'Send receipts by e-mail', th: 'ส่งใบเสร็จทางอีเมล' },
      type: 'checkbox',
      secret: false,
      required: false,
      value: true,
      isSet: true,
      lastFour: null,
    },
  ],
};
