import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestChannel, SOMCHAI, type TestChannel } from './channel-rig.ts';
import { VALID_MESSAGES } from './messages-rig.ts';

describe('LINE message objects', () => {
  let channel: TestChannel;
  beforeAll(async () => {
    channel = await openTestChannel();
  });
  afterAll(() => channel.close());

  const details = async (messages: unknown) => {
    const answer = await channel.post('/api/v2/bot/message/validate/push', { messages });
    return answer.status === 200 ? [] : answer.body.details;
  };

  it.each(Object.entries(VALID_MESSAGES))('accepts %s', async (_name, message) => {
    expect(await details([message])).toEqual([]);
  });

  it('validates without sending or counting', async () => {
    for (const kind of ['push', 'reply', 'multicast']) {
      expect((await channel.post(`/api/v2/bot/message/validate/${kind}`, { messages: [{ type: 'text', text: 'x' }] })).status).toBe(200);
    }
    expect((channel.simulator.state() as { conversation: unknown[] }).conversation).toEqual([]);
  });

  const text = { type: 'text', text: 'hello' };
  const flex = (body: unknown) => ({ type: 'flex', altText: 'x', contents: { type: 'bubble', body } });

  it.each([
    ['an empty text', [{ type: 'text', text: '' }], 'messages[0].text', 'May not be empty'],
    ['a missing text', [{ type: 'text' }], 'messages[0].text', 'May not be empty'],
    ['a text of 5001 characters', [{ type: 'text', text: 'x'.repeat(5001) }], 'messages[0].text', 'Length must be between 0 and 5000'],
    ['a number as text', [{ type: 'text', text: 5 }], 'messages[0].text', 'expected string'],
    ['an unknown type', [text, { type: 'pdf' }], 'messages[1].type', 'Must be one of the following values: [text,'],
    ['an unknown property', [{ ...text, colour: 'red' }], 'messages[0].colour', 'Unknown property'],
    ['no message', [], 'messages', 'Size must be at least 1'],
    ['six messages', [text, text, text, text, text, text], 'messages', 'Size must be at most 5'],
    [
      'an image over plain HTTP',
      [{ type: 'image', originalContentUrl: 'http://a.example/x.jpg', previewImageUrl: 'https://a.example/x.jpg' }],
      'messages[0].originalContentUrl',
      'invalid uri scheme',
    ],
    [
      '14 quick replies',
      [
        {
          ...text,
          quickReply: { items: Array.from({ length: 14 }, () => ({ type: 'action', action: { type: 'message', label: 'a', text: 'a' } })) },
        },
      ],
      'messages[0].quickReply.items',
      'Size must be at most 13',
    ],
    [
      'a sender name of 21 characters',
      [{ ...text, sender: { name: 'x'.repeat(21) } }],
      'messages[0].sender.name',
      'Length must be between 0 and 20',
    ],
    [
      'an unknown action',
      [{ ...text, quickReply: { items: [{ type: 'action', action: { type: 'call' } }] } }],
      'messages[0].quickReply.items[0].action.type',
      'Must be one of',
    ],
    [
      'an alternative text of 1501 characters',
      [{ type: 'template', altText: 'x'.repeat(1501), template: { type: 'confirm', text: 'a', actions: [] } }],
      'messages[0].altText',
      'Length must be between 0 and 1500',
    ],
    [
      'a confirm template with one action',
      [{ type: 'template', altText: 'x', template: { type: 'confirm', text: 'a', actions: [{ type: 'message', label: 'a', text: 'a' }] } }],
      'messages[0].template.actions',
      'Size must be at least 2',
    ],
    [
      'a latitude off the globe',
      [{ type: 'location', title: 'a', address: 'b', latitude: 91, longitude: 0 }],
      'messages[0].latitude',
      '<=90',
    ],
    ['a flex box without layout', [flex({ type: 'box', contents: [] })], 'messages[0].contents.body.layout', ''],
    [
      'an unknown flex component',
      [flex({ type: 'box', layout: 'vertical', contents: [{ type: 'table' }] })],
      'messages[0].contents.body.contents[0].type',
      'Must be one of',
    ],
    [
      'a flex text without text',
      [flex({ type: 'box', layout: 'vertical', contents: [{ type: 'text' }] })],
      'messages[0].contents.body.contents[0].text',
      'must be specified',
    ],
    [
      'a colour by name',
      [flex({ type: 'box', layout: 'vertical', backgroundColor: 'red', contents: [] })],
      'messages[0].contents.body.backgroundColor',
      'invalid color',
    ],
    [
      'a bubble above 30 KB',
      [flex({ type: 'box', layout: 'vertical', contents: [{ type: 'text', text: 'x'.repeat(31 * 1024) }] })],
      'messages[0].contents',
      'larger than',
    ],
  ])('refuses %s and says where', async (_name, messages, property, message) => {
    expect(await details(messages)).toContainEqual({ property, message: expect.stringContaining(message) });
  });

  it('lists every error of a request', async () => {
    const answer = await channel.post('/api/v2/bot/message/push', { to: '', messages: [{ type: 'text', text: '' }], urgent: true });
    expect(answer).toMatchObject({ status: 400, body: { message: 'The request body has 3 error(s)' } });
    expect((answer.body.details as { property: string }[]).map((detail) => detail.property).sort()).toEqual([
      'messages[0].text',
      'to',
      'urgent',
    ]);
    expect((await channel.post('/api/v2/bot/message/push', { to: SOMCHAI, messages: [text] })).status).toBe(200);
  });
});
