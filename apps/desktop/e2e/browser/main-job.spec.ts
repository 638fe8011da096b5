import { expect, type Page, test } from '@playwright/test';
import { startWholeProduct, type WholeProduct } from '../whole-product.ts';

/** What the front desk does in a night, in a real browser, over the real agent and the real sandbox. */

test.describe.configure({ mode: 'serial' });

let product: WholeProduct;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(90_000);
  product = await startWholeProduct();
  page = await (
    await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Bangkok', viewport: { width: 1366, height: 768 } })
  ).newPage();
});
test.afterAll(async () => {
  await page?.context().close();
  await product?.close();
});

test('signs in with one click and sees how things stand', async () => {
  await page.goto(product.address);
  await page.getByRole('button', { name: /Front desk/ }).click();
  // Nok reads Thai; this test reads English.
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
  await expect(page.getByText(/Everything works|works\./).first()).toBeVisible();
  await expect(page.getByText('OpenWeather', { exact: false }).first()).toBeVisible();
  await expect(page.getByText(/^\d+°/).first()).toBeVisible();
});

test('takes a payment by QR, sees it paid live, refunds a part, sees it settle', async () => {
  await page.goto(`${product.address}/payments/new`);
  await page.getByLabel('Amount').fill('1,850');
  await page.getByRole('radio', { name: /PromptPay QR/ }).click();
  // Left alone, the rules would take the cheapest provider; here Stripe's guest pays.
  await page.getByText('Choose the provider yourself').click();
  await page.getByRole('complementary').getByRole('combobox', { name: 'Provider' }).click();
  await page.getByRole('option', { name: 'Stripe' }).click();
  await page.getByLabel('Guest').fill('Suda Wongsa');
  await page.getByLabel('Room').fill('204');
  await page.getByLabel('E-mail').fill('suda@example.com');
  await page.getByRole('button', { name: 'Show a QR for ฿1,850' }).click();
  await expect(page.getByRole('img', { name: /QR code for ฿1,850/ })).toBeVisible();

  await product.play('stripe', 'guestPays');
  await expect(page.getByText('Paid. Thank you.')).toBeVisible();

  await page.goto(`${product.address}/payments`);
  await page.getByText('Suda Wongsa').first().click();
  await page.getByRole('button', { name: /^Refund/ }).click();
  const amount = page.getByRole('textbox', { name: 'Amount to refund' });
  await amount.fill('5000');
  await expect(page.getByText('At most ฿1,850 can be refunded.')).toBeVisible();
  await amount.fill('550');
  await page.getByRole('combobox', { name: 'Reason' }).click();
  await page.getByRole('option', { name: 'The guest asked for it' }).click();
  await page.getByRole('button', { name: 'Refund ฿550 to the guest’s bank account' }).click();
  await expect(page.getByText(/asked you for|waits|e-mail/i).first()).toBeVisible();

  await product.play('stripe', 'guestGivesBankDetails');
  await product.play('stripe', 'refundArrives');
  await expect(page.getByText('Refunded', { exact: true }).first()).toBeVisible();
  await page.goto(`${product.address}/payments`);
  await page.getByText('Suda Wongsa').first().click();
  await expect(page.getByText('฿1,300').first()).toBeVisible();
});

test('answers a guest on LINE', async () => {
  await page.goto(`${product.address}/guests`);
  await product.play('line', 'guestWrites', { text: 'Is the pool open at night?' });
  await page.getByText('Is the pool open at night?').first().click();
  await page.getByRole('textbox', { name: /^Answer to/ }).fill('Yes, until ten.');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Yes, until ten.').first()).toBeVisible();
});

test('changes a night, syncs it to Booking.com, and takes a booking in', async () => {
  await page.goto(product.address);
  await page.getByRole('button', { name: /Nok/ }).click();
  await page.getByRole('menuitem', { name: /Sign out/ }).click();
  await page.getByRole('button', { name: /Manager/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const english = page.getByRole('button', { name: 'English' });
  await english.or(page.getByRole('button', { name: 'ไทย' })).waitFor();
  if (await english.isVisible()) await english.click();

  await page.goto(`${product.address}/rooms`);
  await page
    .getByRole('button', { name: /^Garden Villa,.* to sell/ })
    .nth(3)
    .click();
  await page.getByLabel('Price a night').fill('6,123');
  await page.getByRole('button', { name: 'Change 1 night' }).click();
  await expect(page.getByText('฿6,123').first()).toBeVisible();
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByText('Sent. The channel shows this calendar.')).toBeVisible();
  expect(JSON.stringify(await product.play('booking-com', 'inventory'))).toContain('6123');

  await page.getByRole('button', { name: 'Reservations' }).click();
  await product.play('booking-com', 'guestBooks', { guest: { givenName: 'Naree', surname: 'Somboon' } });
  await page.getByRole('button', { name: 'Fetch bookings' }).click();
  await expect(page.getByText('Naree Somboon').first()).toBeVisible({ timeout: 15_000 });
  await page.getByText('Naree Somboon').first().click();
  await expect(page.getByText('Booking number').first()).toBeVisible();
});
