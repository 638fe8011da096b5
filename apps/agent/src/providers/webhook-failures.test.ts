import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import { FakeSender, isProvedAt, NOK, openThree, openWebhookRig, until } from './webhook-rig.ts';

describe('a registration that fails', { timeout: 30_000 }, () => {
  it('says why and what to do in both languages, and is not repeated where that mends nothing', async () => {
    const { room, urls, whole, card, jobs, configure } = await openThree();
    whole.meanwhile = () => {
      throw new AppError('provider_rejected', { providerMessage: 'Invalid webhook endpoint URL' });
    };
    room.addressChanged(urls.old);
    await until('it failed', () => card('whole').problem !== null);
    expect(card('whole').problem).toMatchObject({
      sentence: {
        en: 'Fake whole was not told our address: The provider refused the request. (Invalid webhook endpoint URL)',
        th: expect.stringContaining('ผู้ให้บริการปฏิเสธคำขอ'),
      },
      nextStep: { en: 'Read its reason, correct it and try again.' },
    });
    expect(room.problems()).toMatchObject([{ id: 'webhook-whole', severity: 'waiting' }, { id: 'webhook-hand' }]);
    expect(jobs.counts()).toMatchObject({ dead: 0, waiting: 0 });
    whole.meanwhile = () => undefined;
    configure('whole', 'corrected-secret');
    await until('it is mended', () => card('whole').problem === null && whole.told.length === 1);
  });

  it('by hand tells whoever tried, goes on by itself at the present address, and takes no other one for ours', async () => {
    const { room, urls, whole, card, outside } = await openThree();
    outside.url = urls.old;
    let failures = 0;
    whole.meanwhile = () => {
      failures += 1;
      if (failures <= 2) throw new AppError('provider_failed');
    };
    const other = room.registerWebhook({ id: 'whole', publicUrl: 'https://mistyped.example.com' }, NOK);
    await expect(other).rejects.toMatchObject({ code: 'provider_failed' });
    expect([outside.url, card('whole').problem?.sentence.en]).toEqual([urls.old, 'Fake whole does not know our address yet.']);
    await expect(room.registerWebhook({ id: 'whole', publicUrl: urls.old }, NOK)).rejects.toMatchObject({ code: 'provider_failed' });
    await until('the job did it', () => isProvedAt({ card }, 'whole', urls.old));
    await room.registerWebhook({ id: 'whole', publicUrl: urls.fresh }, NOK);
    expect(outside.url).toBe(urls.fresh);
    await until('the others were told too', () => isProvedAt({ card }, 'plain', urls.fresh));
  });

  it('that was proved not to work is down, is tried again by itself, and heals', async () => {
    const { room, urls, whole, plain, card, outside } = await openThree();
    whole.testSays = { success: false, message: 'COULD_NOT_CONNECT: Connection failed' };
    outside.roundTrip = async () => ({ ok: false, error: 'The public address cannot be reached.' });
    room.addressChanged(urls.old);
    await until('both are proved wrong', () => [card('whole'), card('plain')].every(({ proof }) => proof?.success === false));
    expect(room.problems().filter(({ severity }) => severity === 'down')).toMatchObject([
      { id: 'webhook-whole', sentence: { en: expect.stringContaining('COULD_NOT_CONNECT') } },
      { id: 'webhook-plain', nextStep: { en: 'Look at the tunnel; we try again by ourselves.' } },
    ]);
    whole.testSays = { success: true, message: 'OK: 200' };
    outside.roundTrip = async () => ({ ok: true, ms: 3 });
    await until('both are proved right', () => [card('whole'), card('plain')].every(({ proof }) => proof?.success === true));
    expect([whole.told.length, plain.told.length], 'only the proof was repeated').toEqual([1, 1]);
  });

  it('to be proved by a provider that makes no test call now is proved by a walk of our own', async () => {
    const { room, urls, whole, card } = await openThree();
    whole.testSays = new AppError('rate_limited');
    room.addressChanged(urls.old);
    await until('it is proved', () => isProvedAt({ card }, 'whole', urls.old));
    expect(card('whole').proof).toMatchObject({ how: 'round_trip', message: 'It came back in 12 ms.' });
    expect(await room.testWebhook('whole', NOK)).toMatchObject({ success: false });
    expect(card('whole').proof?.success, 'what was not tried does not count').toBe(true);
    whole.testSays = new AppError('provider_rejected', { providerMessage: 'Webhook endpoint is not found' });
    await room.registerEverywhere(NOK);
    expect(card('whole').proof).toMatchObject({ how: 'test_call', success: false, message: 'Webhook endpoint is not found' });
  });

  it('leaves a provider without a secret refused, and says so', async () => {
    const whole = new FakeSender('whole', { register: true, test: false });
    const { room, urls, outside, card } = await openWebhookRig({ connectors: [whole.connector] });
    outside.url = urls.old;
    room.configure({ id: 'whole', values: { account: 'resort' } }, NOK);
    await until('it is told', () => card('whole').proof !== null);
    expect(card('whole').state).toBe('not_set_up');
    expect(room.problems()).toMatchObject([{ severity: 'down', nextStep: { en: 'Set it up under Connections.' } }]);
  });
});
