import { tabTo } from './keyboard.ts';
import { expect, refusals, test } from './test.ts';

test('a refund is approved after the password was asked for again; nothing typed is lost on the way', async ({
  page,
  agent,
  open,
  complaints,
}) => {
  await open('/payments/approvals', { role: 'manager' });
  await expect(page.getByRole('link', { name: /^Approvals/ })).toHaveText(/5/);
  await page.getByRole('link', { name: /somebody has to send it from the bank/ }).click();
  const sheet = page.getByRole('complementary', { name: 'Transfer by hand' });
  const verb = sheet.getByRole('button', { name: /^I have sent ฿[\d,.]+ from the bank$/ });
  await expect(verb).toHaveAccessibleDescription('Send the money from the bank first, then enter its reference.');
  await sheet.getByRole('textbox', { name: 'Bank reference of your transfer' }).fill('KB20261124-77');
  await verb.click();

  agent.failOnce('approvals.decide', 'confirmation_needed');
  const confirm = page.getByRole('dialog', { name: /^I have sent/ });
  await confirm.getByRole('button', { name: /^I have sent/ }).click();
  const again = page.getByRole('dialog', { name: 'Is it still you?' });
  await expect(again).toContainText('What you typed is kept.');
  await page.keyboard.press('Escape');
  await expect(again).toBeHidden();
  await expect(confirm.getByRole('alert')).toContainText('Nobody has worked at this desk');

  agent.failOnce('approvals.decide', 'confirmation_needed');
  await confirm.getByRole('button', { name: /^I have sent/ }).click();
  await expect(again.getByRole('button', { name: 'It is me: go on' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(sheet.getByText('KB20261124-77')).toBeVisible();
  await expect(sheet.getByText('Approved', { exact: true })).toBeVisible();
  expect(agent.world.desk.approvals[1]).toMatchObject({ state: 'approved', decidedBy: 'Khun Malee', bankReference: 'KB20261124-77' });
  await expect(page.getByRole('link', { name: /^Approvals/ })).toHaveText(/4/);
  refusals(complaints);
});

test('a request is rejected with a reason, one’s own is left to others, and what another decides leaves the list', async ({
  page,
  agent,
  open,
}) => {
  await open('/payments/approvals');
  const rows = page.getByRole('list', { name: 'Approvals' }).getByRole('link');
  await rows.nth(3).click();
  await expect(page.getByRole('button', { name: /^Confirm that/ })).toHaveAccessibleDescription(/^You asked for this yourself/);
  await page.keyboard.press('ArrowUp');
  await expect(page).toHaveURL(/apv_hold$/);
  await page.getByRole('button', { name: 'Reject…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Reject: do not take/ });
  await expect(dialog.getByRole('button', { name: /^Reject/ })).toBeDisabled();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('The guest does not answer.');
  await dialog.getByRole('button', { name: /^Reject/ }).click();
  await expect(page.getByRole('complementary').getByText('The guest does not answer.')).toBeVisible();

  await page.getByRole('heading', { level: 1 }).hover();
  await expect(rows).toHaveCount(4);
  const [first] = agent.world.desk.approvals;
  if (!first) throw new Error('No approval');
  Object.assign(first, { state: 'approved', decidedBy: 'Khun Malee', decidedAt: new Date(agent.world.now).toISOString() });
  agent.publish({ type: 'approval_changed', approvalId: first.id, paymentId: first.paymentId, state: 'approved' });
  await expect(rows).toHaveCount(3);
});

test('a difference is looked into, and the front desk reads whose right it is', async ({ page, agent, open }) => {
  await open('/payments/reconciliation', { role: 'manager' });
  await page.getByRole('row', { name: /24 Nov 2026 Stripe/ }).press('Enter');
  const day = page.getByRole('complementary', { name: /^Stripe · 24 Nov 2026/ });
  const line = day.getByRole('listitem').filter({ hasText: 'Stripe says ฿1,200, we have ฿1,000.' });
  await line.getByRole('button', { name: 'Looked into…' }).click();
  await line.getByRole('textbox', { name: 'What was found out' }).fill('A tip at the pool bar');
  await line.getByRole('button', { name: 'Save: looked into' }).click();
  await expect(line).toContainText(/Looked into by Khun Malee,.*A tip at the pool bar/);
  expect(agent.world.desk.days[0]?.open).toBe(3);
  await open('/payments/reconciliation', { role: 'front_desk' });
  await expect(page.getByRole('button', { name: /^Compare 7 days now/ })).toHaveAccessibleDescription('Only for: Manager, Administrator.');
  await expect(page.getByRole('link', { name: 'Reconciliation', exact: true })).toBeVisible();
});

test('money rules are changed by keyboard and read before they are saved', async ({ page, agent, open }) => {
  await open('/payments/rules');
  const save = page.getByRole('button', { name: 'Look at the changes…' });
  await expect(save).toHaveAccessibleDescription('Nothing has been changed.');
  const second = page.getByRole('listitem', { name: 'Rule 2' });
  const down = second.getByRole('button', { name: 'Move Omise down' });
  await page.getByRole('button', { name: 'Move Rule 1 down' }).focus();
  await tabTo(page, down);
  await page.keyboard.press('Enter');
  await expect(down).toBeFocused();
  const amount = page.getByRole('textbox', { name: 'Amount for Front desk' });
  await amount.fill('lots');
  await expect(save).toHaveAccessibleDescription('Look at the marked fields first.');
  await amount.fill('3,000');
  await save.click();
  const dialog = page.getByRole('dialog', { name: 'Save the money rules' });
  await expect(dialog.getByText('Front desk: alone up to ฿2,000')).toBeVisible();
  await expect(dialog.getByText('Front desk: alone up to ฿3,000')).toBeVisible();
  await expect(dialog.getByText('2. PromptPay QR, THB: Stripe → Omise')).toBeVisible();
  await dialog.getByRole('button', { name: 'Save the money rules' }).click();
  await expect(save).toHaveAccessibleDescription('Nothing has been changed.');
  expect(agent.world.desk.rules.routing[1]?.providers).toEqual(['stripe', 'omise']);
  expect(agent.world.desk.rules.refundLimits[0]?.upTo.amount).toBe(300_000);
});

test('another system is told from now on: its secret is shown once, and what failed is sent again', async ({ page, open }) => {
  await open('/settings?tab=outgoing');
  await page.getByRole('button', { name: 'Tell one more system' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Door locks');
  await page.getByRole('textbox', { name: 'Address' }).fill('https://locks.example.com/paid');
  await page.getByRole('button', { name: 'Tell it from now on' }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  await page.getByRole('button', { name: 'I have it' }).click();
  await expect(page.getByText(/^whsec_/)).toHaveCount(0);

  await page.getByRole('row', { name: /Accounting.*Failing/ }).click();
  const sheet = page.getByRole('complementary', { name: 'Accounting' });
  await sheet.getByRole('button', { name: 'New secret…' }).click();
  await sheet.getByRole('button', { name: 'Make a new secret' }).click();
  await expect(sheet.getByText(/^whsec_/)).toBeVisible();
  await sheet.getByRole('button', { name: 'I have it' }).click();
  await expect(sheet.getByText('The old one signs beside it until')).toBeVisible();
  await sheet.getByRole('button', { name: 'Send all failed again' }).click();
  await expect(sheet.getByText('5 are being sent again.')).toBeVisible();
});
