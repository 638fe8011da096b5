import type { Page } from '@playwright/test';
import { expect, NOW, refusals, test } from './test.ts';

const STEP_MS = 20_000;

/** Lets time pass until the page has noticed: it calls the agent gone some seconds after its line broke, whenever that was. */
async function untilNoticed(page: Page, look: () => Promise<void>): Promise<void> {
  let now = NOW;
  await expect(async () => {
    now += STEP_MS;
    await page.clock.setFixedTime(now);
    await look();
  }).toPass({ timeout: 25_000 });
}

test('the agent goes away: the last values stay, money is off; it comes back: everything is fresh', async ({
  page,
  agent,
  open,
  complaints,
}) => {
  await open('/payments/pay_000003');
  await agent.goAway();
  const banner = page.getByRole('alert').filter({ hasText: 'The agent has been offline since' });
  await untilNoticed(page, () => expect(banner).toBeVisible({ timeout: 2000 }));
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  const refund = page.getByRole('button', { name: 'Refund…' });
  await expect(refund).toHaveAccessibleDescription('Not possible while the agent is offline.');
  await refund.click({ force: true });
  await expect(page).toHaveURL(/pay_000003$/);

  const first = agent.world.payments[0];
  if (!first) throw new Error('No payment');
  Object.assign(first, { guest: { ...first.guest, name: 'Changed Meanwhile' } });
  agent.publish({ type: 'payment_changed', paymentId: first.id, state: first.state });
  await agent.comeBack();
  await expect(banner).toHaveCount(0, { timeout: 20_000 });
  await expect(page.getByRole('row', { name: /Changed Meanwhile/ })).toBeVisible();
  await expect(refund).not.toHaveAttribute('aria-disabled', 'true');
  refusals(complaints);
});

test('an answer cannot be sent meanwhile, but is kept', async ({ page, agent, open, complaints }) => {
  await open('/guests/cv_0');
  await agent.goAway();
  const field = page.getByRole('textbox', { name: 'Answer to Somchai Prasert' });
  const send = page.getByRole('button', { name: 'Send', exact: true });
  await untilNoticed(page, () => expect(send).toHaveAccessibleDescription('Not possible while the agent is offline.', { timeout: 2000 }));
  await field.fill('One moment');
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('One moment');
  await agent.comeBack();
  await expect(send).not.toHaveAttribute('aria-disabled', 'true', { timeout: 20_000 });
  await field.press('Enter');
  await expect(page.getByRole('log')).toContainText('One moment');
  refusals(complaints);
});
