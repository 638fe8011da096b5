import type { Thread } from '../fake-agent/messages.ts';
import type { FakeAgent } from '../fake-agent/server.ts';
import { expect, NOW, refusals, test } from './test.ts';

function threadOf(agent: FakeAgent, index: number): Thread {
  const thread = agent.world.threads[index];
  if (!thread) throw new Error(`No thread ${index}`);
  return thread;
}

function write(agent: FakeAgent, thread: Thread, text: string): void {
  const at = new Date(NOW).toISOString();
  const id = `${thread.id}_live${thread.messages.length}`;
  thread.messages.push({
    id,
    conversationId: thread.id,
    direction: 'in',
    state: 'received',
    kind: 'text',
    text,
    sentBy: null,
    failure: null,
    at,
  });
  Object.assign(thread, { lastMessage: text, lastAt: at, unread: thread.unread + 1 });
  agent.publish({ type: 'conversation_changed', conversationId: thread.id });
}

test('a guest is answered: chosen, read, written to, and the answer is seen to be sent', async ({ page, agent, open }) => {
  await open('/guests');
  await page.getByRole('button', { name: /Somchai Prasert.*2 unread/ }).click();
  const field = page.getByRole('textbox', { name: 'Answer to Somchai Prasert' });
  await expect(field).toBeFocused();
  await expect(page.getByRole('button', { name: /Somchai Prasert.*unread/ })).toHaveCount(0);
  await page.keyboard.type('Yes, at 17:00.');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('See you at the pier.');
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('');
  const log = page.getByRole('log');
  await expect(log).toContainText('Yes, at 17:00.\nSee you at the pier.');
  const message = threadOf(agent, 0).messages.at(-1);
  if (!message) throw new Error('Nothing arrived');
  expect(message.text).toBe('Yes, at 17:00.\nSee you at the pier.');
  await expect(log).toContainText('Waiting');
  Object.assign(message, { state: 'failed', failure: 'LINE did not take it: the account is over its limit.' });
  agent.publish({ type: 'conversation_changed', conversationId: 'cv_0' });
  await expect(log).toContainText('the account is over its limit');
  await log.getByRole('button', { name: 'Send again' }).click();
  await expect.poll(() => threadOf(agent, 0).messages.at(-1)?.state).toBe('queued');
  Object.assign(threadOf(agent, 0).messages.at(-1) ?? {}, { state: 'sent' });
  agent.publish({ type: 'conversation_changed', conversationId: 'cv_0' });
  await expect(log.locator('[data-from="out"]').last()).toContainText('Sent');
});

test('an answer that does not get through is kept and goes out once', async ({ page, agent, open, complaints }) => {
  await open('/guests/cv_0');
  agent.failOnce('messages.send', 'internal');
  const before = threadOf(agent, 0).messages.length;
  await page.getByRole('textbox', { name: 'Answer to Somchai Prasert' }).fill('On its way');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log').getByRole('alert')).toBeInViewport();
  await expect(page.getByRole('button', { name: 'Send again' })).toBeInViewport({ ratio: 1 });
  refusals(complaints);
  await page.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByRole('log').getByRole('alert')).toHaveCount(0);
  await expect.poll(() => threadOf(agent, 0).messages.length).toBe(before + 1);
  await expect(page.getByRole('log').getByText('On its way')).toHaveCount(1);
});

test('what a guest writes appears while one reads, and others rise without a jump under the pointer', async ({ page, agent, open }) => {
  await open('/guests/cv_0');
  write(agent, threadOf(agent, 0), 'We have arrived!');
  await expect(page.getByRole('log')).toContainText('We have arrived!');
  await expect(page.getByRole('log').getByText('We have arrived!')).toBeInViewport();
  const rows = page.getByRole('list', { name: 'Guests' }).getByRole('button');
  await rows.first().hover();
  const order = await rows.evaluateAll((all) => all.map((one) => one.querySelector('span span span')?.textContent));
  write(agent, threadOf(agent, 5), 'Hello?');
  await expect(page.getByRole('button', { name: /Hello\?.*1 unread/ })).toBeVisible();
  expect(await rows.evaluateAll((all) => all.map((one) => one.querySelector('span span span')?.textContent))).toEqual(order);
  await page.getByRole('log').hover();
  await expect(rows.nth(2)).toContainText('Hello?');
});

test('what was begun is kept for each guest', async ({ page, open }) => {
  await open('/guests/cv_0');
  await page.getByRole('textbox', { name: 'Answer to Somchai Prasert' }).fill('Half an ans');
  await page.getByRole('button', { name: /ปรียา วัฒนกุล/ }).click();
  await expect(page.getByRole('textbox', { name: 'Answer to ปรียา วัฒนกุล' })).toHaveValue('');
  await page
    .getByRole('link', { name: /^Payments/ })
    .first()
    .click();
  await page.getByRole('link', { name: /^Guests/ }).click();
  await page.getByRole('button', { name: /Somchai Prasert.*Draft: Half an ans/ }).click();
  await expect(page.getByRole('textbox', { name: 'Answer to Somchai Prasert' })).toHaveValue('Half an ans');
});

test('whoever may not answer reads whose right it is and takes no mark away; a guest who blocked us gets no field', async ({
  page,
  agent,
  open,
}) => {
  await open('/guests/cv_0', { role: 'viewer' });
  await expect(page.getByRole('note')).toContainText('Only for: Front desk');
  await expect(page.getByRole('textbox', { name: /^Answer/ })).toHaveCount(0);
  expect(threadOf(agent, 0).unread).toBe(2);
  await open('/guests/cv_1');
  await expect(page.getByRole('note')).toContainText('This guest has blocked the resort on LINE');
  await expect(page.getByRole('button', { name: 'Send again' })).toHaveCount(0);
});
