import type { Page } from '@playwright/test';
import type { FakeAgent } from '../fake-agent/server.ts';
import { tabTo } from './keyboard.ts';
import { barriers, expect, NOW, refusals, test } from './test.ts';

const PAID = 'pay_000003';

function paymentOf(agent: FakeAgent, id: string) {
  const payment = agent.world.payments.find((one) => one.id === id);
  if (!payment) throw new Error(`No payment ${id}`);
  return payment;
}

const baht = (minor: number) => `฿${(minor / 100).toLocaleString('en', minor % 100 === 0 ? {} : { minimumFractionDigits: 2 })}`;

async function fillRefund(page: Page, amount: string): Promise<void> {
  await page.getByLabel('Amount to refund').fill(amount);
  await page.getByRole('combobox', { name: 'Reason' }).click();
  await page.getByRole('option', { name: 'The guest asked for it' }).click();
}

test('a payment that arrives shows in the list and is told, without a reload', async ({ page, agent, open }) => {
  await open('/payments');
  const at = new Date(NOW).toISOString();
  const model = paymentOf(agent, 'pay_000000');
  agent.world.payments.unshift({ ...model, id: 'pay_arrived', guest: { ...model.guest, name: 'Ada Arriving' }, paidAt: at, createdAt: at });
  agent.publish({ type: 'payment_changed', paymentId: 'pay_arrived', state: 'paid' });
  await expect(page.getByRole('row', { name: /Ada Arriving/ })).toBeVisible();
  await expect(page.getByText(`${baht(model.amount.amount)} from Ada Arriving is paid.`)).toBeVisible();
});

test('a new payment waits behind a button while somebody points at the list', async ({ page, agent, open }) => {
  await open('/payments');
  const first = page.getByRole('row').nth(1);
  await first.hover();
  const before = await first.textContent();
  agent.world.payments.unshift({ ...paymentOf(agent, 'pay_000000'), id: 'pay_arrived', paidAt: null });
  agent.publish({ type: 'payment_changed', paymentId: 'pay_arrived', state: 'waiting' });
  await expect(page.getByRole('button', { name: '1 new' })).toBeVisible();
  expect(await first.textContent()).toBe(before);
});

test('a refund over what is left is refused with one sentence', async ({ page, agent, open }) => {
  await open(`/payments/${PAID}/refund`);
  const { refundable } = paymentOf(agent, PAID);
  await fillRefund(page, String(refundable.amount / 100 + 1));
  await expect(page.getByText(`At most ${baht(refundable.amount)} can be refunded.`)).toHaveCount(1);
  await page.getByRole('button', { name: /^Refund/ }).click({ force: true });
  expect(agent.world.refunds.get(PAID)).toHaveLength(1);
});

test('a refund the agent refuses says why and can be tried again', async ({ page, agent, open, complaints }) => {
  await open(`/payments/${PAID}/refund`);
  await fillRefund(page, '500');
  agent.failOnce('payments.refund', 'refund_too_large');
  await page.getByRole('button', { name: /^Refund ฿500/ }).click();
  await expect(page.getByRole('alert')).toHaveCount(1);
  refusals(complaints);
  await page.getByRole('button', { name: /^Refund ฿500/ }).click();
  await expect(page.getByRole('region', { name: 'Receipt of the refund' })).toContainText('฿500');
});

test('a refund gives a receipt and changes what is left', async ({ page, agent, open }) => {
  await open(`/payments/${PAID}/refund`);
  await fillRefund(page, '500');
  await page.getByRole('button', { name: /^Refund ฿500 to Visa/ }).click();
  const receipt = page.getByRole('region', { name: 'Receipt of the refund' });
  await expect(receipt).toContainText('On its way');
  const [refund] = agent.world.refunds.get(PAID) ?? [];
  if (!refund) throw new Error('Nothing was refunded');
  Object.assign(refund, { state: 'succeeded' });
  agent.publish({ type: 'refund_changed', refundId: refund.id, paymentId: PAID, state: 'succeeded' });
  await expect(receipt).toContainText('Refunded');
  await page.getByRole('button', { name: 'Back to the payment' }).click();
  await expect(page.getByRole('complementary')).toContainText(baht(paymentOf(agent, PAID).refundable.amount));
});

test('a viewer reads the payment and may not refund it', async ({ page, agent, open }) => {
  await open(`/payments/${PAID}`, { role: 'viewer' });
  const refund = page.getByRole('button', { name: 'Refund…' });
  await expect(refund).toHaveAttribute('aria-disabled', 'true');
  await expect(refund).toHaveAccessibleDescription(/Only for: .*Manager/);
  await refund.click({ force: true });
  await expect(page).toHaveURL(new RegExp(`${PAID}$`));
  await page.goto(`${agent.address}/payments/${PAID}/refund`);
  await fillRefund(page, '500');
  await page.getByRole('button', { name: /^Refund ฿500/ }).click({ force: true });
  expect(agent.world.refunds.get(PAID)).toHaveLength(1);
});

test('from the list to a refund by keyboard alone', async ({ page, agent, open }) => {
  await open('/payments');
  const row = page.getByRole('row', { name: new RegExp(paymentOf(agent, 'pay_000000').guest.name) }).first();
  await tabTo(page, row);
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`${PAID}$`));
  await tabTo(page, page.getByRole('button', { name: 'Refund…' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await tabTo(page, page.getByLabel('Amount to refund'), 'Shift+Tab');
  await page.keyboard.type('500');
  await tabTo(page, page.getByRole('combobox', { name: 'Reason' }));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: /^Refund ฿500/ }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Receipt of the refund' })).toContainText('฿500');
});

test('a guest from abroad pays in their own money by a link that is sent on LINE', async ({ page, agent, open }) => {
  await open('/payments/new', { role: 'front_desk' });
  await page.getByLabel('Amount').fill('214.50');
  await page.getByRole('combobox', { name: 'Currency' }).click();
  await page.getByRole('option', { name: 'USD' }).click();
  await expect(page.getByText(/^About ฿7,166\.98 · rate 33\.4125, .*Bank of Thailand$/)).toBeVisible();
  await expect(page.getByRole('radio', { name: /PromptPay QR Does not take USD/ })).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('combobox', { name: 'Find the booking' }).fill('Hans');
  await page
    .getByRole('option', { name: /Hans Gruber/ })
    .first()
    .click();
  await expect(page.getByRole('textbox', { name: 'Guest' })).toHaveValue('Hans Gruber');
  await page.getByRole('button', { name: 'Make a card link for $214.50' }).click();
  await expect(page.getByRole('img', { name: 'QR code for $214.50' })).toBeVisible();
  const [made] = agent.world.payments;
  expect(made).toMatchObject({ amount: { amount: 21_450, currency: 'USD' }, reservationId: expect.stringMatching(/^res_/) });
  await page.getByRole('button', { name: 'Back to the desk' }).click();
  await page.getByRole('button', { name: 'LINE…' }).click();
  await page.getByRole('combobox', { name: 'Conversation' }).click();
  await page.getByRole('option', { name: 'Hans Gruber · LINE' }).click();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByText('Sent to the guest.')).toBeVisible();
  const sent = agent.world.threads.find(({ guestName }) => guestName === 'Hans Gruber')?.messages.at(-1)?.text;
  // This guest writes Thai.
  expect(sent).toMatch(/^บ้านริมแควรีสอร์ท: กรุณาชำระ \$214\.50 .*https:\/\/pay\.example\.com\/c\/pay_new$/);
});

test('a refund above the limit asks a second person and can be taken back', async ({ page, agent, open }) => {
  await open('/payments/pay_000000/refund', { role: 'front_desk' });
  await fillRefund(page, '6000');
  await page.getByRole('button', { name: /^Ask for approval to refund ฿6,000 to Visa/ }).click();
  const receipt = page.getByRole('region', { name: 'Receipt of the refund' });
  await expect(receipt).toContainText('waits for a second person. Nothing has been sent yet.');
  await expect(receipt).toContainText('May decide: Manager, Administrator');
  await receipt.getByRole('button', { name: 'Take it back' }).click();
  await page.getByRole('button', { name: 'Take the refund of ฿6,000 back' }).click();
  await expect(receipt).toContainText('Cancelled');
  expect(paymentOf(agent, 'pay_000000').refunding.amount).toBe(0);
});

test('where no provider can tell, a person says that the money came; a scanned slip sends nothing by itself', async ({ page, open }) => {
  await open('/payments/pay_000016', { role: 'front_desk' });
  await page.getByRole('button', { name: 'The money has come…' }).click();
  await expect(page.getByLabel('QR of the transfer slip')).toBeFocused();
  await page.keyboard.type('0041000600000101030140225');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('What you have seen')).toBeFocused();
  await page.keyboard.type('K PLUS shows it');
  await page.getByRole('button', { name: 'Say that ฿4,900 came' }).click();
  await expect(page.getByRole('complementary')).toContainText('A second person must look before it counts as paid.');
});

test('a payment that ran out is made again with all that was typed', async ({ page, agent, open }) => {
  const old = paymentOf(agent, 'pay_000006');
  await open('/payments/pay_000006');
  await page.getByRole('button', { name: `Make a new one for ${baht(old.amount.amount)}` }).click();
  await expect(page.getByRole('textbox', { name: 'Guest' })).toHaveValue(old.guest.name);
  await expect(page.getByRole('textbox', { name: 'Amount' })).toHaveValue(String((old.amount.amount / 100).toFixed(2)));
  await page.getByRole('button', { name: `Make a card link for ${baht(old.amount.amount)}` }).click();
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
});
