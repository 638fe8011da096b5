import { expect, test } from '@playwright/test';
import { launchDesk } from '../launch.ts';
import { startWholeProduct } from '../whole-product.ts';

/** The desktop itself over the real agent: its own protocol, its typed calls, its token outside the page, its live stream. */

test('signs in, shows a QR, and sees it paid live', async () => {
  test.setTimeout(90_000);
  const product = await startWholeProduct();
  const desk = await launchDesk({ agentPort: product.apiPort, practice: true });
  try {
    const { page } = desk;
    await page.getByRole('button', { name: /Front desk|แผนกต้อนรับ|Nok/ }).click();
    // Nok reads Thai; this test reads English.
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();

    await page.getByRole('link', { name: /^Payments/ }).click();
    await page.getByRole('button', { name: 'Take a payment' }).click();
    await page.getByLabel('Amount').fill('990');
    await page.getByRole('radio', { name: /PromptPay QR/ }).click();
    // Left alone, the rules would take the cheapest provider; here Stripe's guest pays.
    await page.getByText('Choose the provider yourself').click();
    await page.getByRole('complementary').getByRole('combobox', { name: 'Provider' }).click();
    await page.getByRole('option', { name: 'Stripe' }).click();
    await page.getByLabel('Guest').fill('Ratana Suk');
    await page.getByLabel('E-mail').fill('ratana@example.com');
    await page.getByRole('button', { name: 'Show a QR for ฿990' }).click();
    await expect(page.getByRole('img', { name: /QR code for ฿990/ })).toBeVisible();
    await product.play('stripe', 'guestPays');
    await expect(page.getByText('Paid. Thank you.')).toBeVisible();

    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage, cookie: document.cookie }));
    expect(kept).not.toMatch(/token|session=/i);
  } finally {
    await desk.close();
    await product.close();
  }
});
