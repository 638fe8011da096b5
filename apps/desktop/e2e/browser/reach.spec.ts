import { expect, test } from './test.ts';

test('the front desk starts the way in anew and walks it once', async ({ page, agent, open }) => {
  await open('/connections', { role: 'front_desk' });
  const strip = page.getByRole('region', { name: 'How the outside reaches us' });
  await expect(strip.getByText('Limited')).toBeVisible();
  await strip.getByRole('button', { name: 'Restart' }).click();
  await expect(strip.getByText('Connected')).toBeVisible();
  await expect(strip.getByText('Providers reach us.')).toBeVisible();
  await strip.getByRole('button', { name: 'Check now' }).click();
  await expect(strip.getByText(/71 ms/)).toBeVisible();

  agent.world.tunnel.state = 'down';
  agent.publish({ type: 'tunnel_changed', state: 'down' });
  await expect(strip.getByText('Down', { exact: true })).toBeVisible();
  await strip.getByRole('link', { name: 'How the outside reaches us' }).click();
  await expect(page.getByRole('tab')).toHaveText(['State']);
});

test('an SSH server is trusted after comparing its key', async ({ page, agent, open }) => {
  await open('/connections/tunnel?tab=setup');
  await page.getByRole('radio', { name: /^SSH server/ }).click();
  const show = page.getByRole('button', { name: 'Show the server’s keys' });
  await expect(show).toHaveAccessibleDescription('Fill in server and port first.');
  await page.getByRole('textbox', { name: 'Server' }).fill('tunnel.example.com');
  await show.click();
  await expect(page.getByText(/^SHA256:/)).toBeVisible();
  await page.getByRole('button', { name: 'Use SSH server' }).click();
  await expect(page.getByText('Please fill this in.').first()).toBeVisible();
  await page.getByRole('button', { name: 'This is my server' }).click();
  await page.getByRole('textbox', { name: 'User' }).fill('banrimkwae');
  await page.getByRole('textbox', { name: 'Public address' }).fill('https://ssh.example.com');
  await page.getByRole('button', { name: 'Use SSH server' }).click();
  await expect(page.getByText('Saved and started')).toBeVisible();
  expect(agent.world.tunnel).toMatchObject({ kind: 'ssh', publicUrl: 'https://ssh.example.com', state: 'connected' });
});

test('webhook cards lead to one step each, and turn green by themselves', async ({ page, agent, open }) => {
  await open('/connections/webhooks');
  const card = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });
  await card('Agoda').getByRole('button', { name: 'I have pasted it' }).click();
  await expect(card('Agoda').getByText('Waiting for the first delivery')).toBeVisible();

  const agoda = agent.world.setups.get('agoda');
  Object.assign(agoda ?? {}, { state: 'working', lastDeliveryAt: new Date(agent.world.now).toISOString() });
  agent.publish({
    type: 'webhook_received',
    provider_id: 'agoda',
    provider_name: 'Agoda',
    event_type: 'booking',
    webhook_id: 'evt_1',
  });
  await expect(card('Agoda').getByText('Deliveries arrive')).toBeVisible();

  await expect(card('LINE').getByText('Still calls an old address')).toBeVisible();
  await expect(card('LINE').getByRole('note')).toContainText('Register the present address.');
  await page.getByRole('button', { name: 'Register everywhere' }).click();
  await expect(card('LINE').getByText('Deliveries arrive')).toBeVisible();
  await expect(page.getByRole('status').getByText('Proved by a test call')).toHaveCount(2);
});

test('a signing secret is changed with an overlap, and the old one ended', async ({ page, agent, open }) => {
  await open('/connections/line?tab=webhook');
  await page.getByRole('button', { name: 'Change the secret…' }).click();
  const change = page.getByRole('button', { name: 'Change the secret of LINE' });
  await expect(change).toHaveAccessibleDescription('Enter the new secret first.');
  await page.getByLabel('New secret').fill('brand-new-secret-4242');
  await page.getByRole('combobox', { name: 'The old one stays valid for' }).click();
  await page.getByRole('option', { name: '3 days' }).click();
  await change.click();
  await expect(page.getByText('··4242')).toBeVisible();
  await expect(page.getByText('Secret before ··77b0')).toBeVisible();
  expect(agent.world.setups.get('line')?.secrets[1]?.endsAt).toBe('2026-11-27T03:20:00.000Z');
  await page.getByRole('button', { name: 'End the old one now' }).click();
  await page.getByRole('button', { name: 'End the old secret of LINE' }).click();
  await expect(page.getByText('Secret before')).toHaveCount(0);
});
