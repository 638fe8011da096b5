import { expect, refusals, test } from './test.ts';

test('a wrong password is answered with one sentence, the right one opens the house, and signing out closes it', async ({
  page,
  agent,
  complaints,
}) => {
  await page.goto(agent.address);
  await page.getByLabel('User name').fill('front_desk');
  await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('User name or password is not right.');
  await expect(page.getByLabel('User name')).toHaveValue('front_desk');
  refusals(complaints);

  await page.getByRole('textbox', { name: 'Password' }).fill('practice-makes-perfect');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
  await expect(alert).toHaveCount(0);

  await page.getByRole('button', { name: 'Menu of Nok' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  refusals(complaints);
});

test('the sentence is Thai for who reads Thai', async ({ page, agent, complaints }) => {
  await page.addInitScript(() => localStorage.setItem('language', 'th'));
  await page.goto(agent.address);
  await page.getByLabel('ชื่อผู้ใช้').fill('front_desk');
  await page.getByRole('textbox', { name: 'รหัสผ่าน' }).fill('not the password');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง');
  refusals(complaints);
});
