import type { ReplayRun } from '@banrimkwae/contract/recovery';
import type { FakeAgent } from '../fake-agent/server.ts';
import { expect, refusals, test } from './test.ts';

/** The agent goes on with the newest replay, and tells so. */
function goOn(agent: FakeAgent, part: Partial<ReplayRun>): void {
  const [run] = agent.world.replays;
  if (!run) throw new Error('No replay');
  Object.assign(run, part);
  agent.publish({ type: 'replay_changed', replayId: run.id, state: run.state, done: run.done, total: run.total });
}

test('many deliveries are replayed: counted first, money left out, held and ended', async ({ page, agent, open }) => {
  await open('/traffic/webhooks', { role: 'manager' });
  await page.getByRole('button', { name: 'Replay these…' }).click();
  const sheet = page.getByRole('complementary', { name: 'Replay deliveries' });
  await expect(sheet.getByText('240 deliveries match')).toBeVisible();
  const money = sheet.getByRole('switch', { name: 'May move money' });
  await expect(money).not.toBeChecked();
  await expect(sheet.getByText(/^Off, because money may move/)).toBeVisible();
  await expect(sheet.getByRole('button', { name: 'Replay 7 deliveries' })).toBeVisible();
  await money.click();
  await expect(sheet.getByRole('button', { name: 'Replay 14 deliveries' })).toBeVisible();
  await money.click();
  await sheet.getByRole('switch', { name: 'Also the 137 that are already applied' }).click();
  await sheet.getByRole('button', { name: 'Replay 144 deliveries' }).click();

  const run = page.getByRole('complementary', { name: 'Replay', exact: true });
  await expect(run.getByRole('status')).toHaveText('0 of 144 done');
  expect(agent.world.replays[0]).toMatchObject({ effects: ['none', 'message'], includeApplied: true, perMinute: 6000, total: 144 });
  goOn(agent, { done: 61, failed: 2 });
  await expect(run.getByRole('status')).toContainText('61 of 144 done');
  await expect(run.getByRole('link', { name: '2 failed: look at them' })).toBeVisible();
  await run.getByRole('button', { name: 'Pause' }).click();
  await expect(run.getByText('Paused', { exact: true })).toBeVisible();
  await run.getByRole('button', { name: 'Go on' }).click();
  await run.getByRole('button', { name: 'Cancel replay' }).click();
  await expect(run.getByText(/^Ended early/)).toBeVisible();
  await expect(run.getByRole('button', { name: 'Pause' })).toHaveCount(0);
  await expect(page.getByRole('row', { name: /All deliveries.*Cancelled/ })).toBeVisible();
});

test('the count follows the filter of the list, and of the sheet', async ({ page, open }) => {
  await open('/traffic/webhooks?provider=line&state=failed');
  await page.getByRole('button', { name: 'Replay these…' }).click();
  const sheet = page.getByRole('complementary', { name: 'Replay deliveries' });
  await expect(sheet.getByRole('combobox', { name: 'Provider' })).toHaveValue('LINE');
  await expect(sheet.getByText('5 deliveries match')).toBeVisible();
  await sheet.getByRole('combobox', { name: 'Received' }).click();
  await page.getByRole('option', { name: 'In the last hour' }).click();
  await expect(sheet.getByText('0 deliveries match')).toBeVisible();
  await expect(page.getByText('Nothing matches')).toBeVisible();
  const start = sheet.getByRole('button', { name: 'Replay 0 deliveries' });
  await expect(start).toHaveAccessibleDescription('Nothing to replay in what is switched on.');
  // A list that is still closing takes the key.
  await expect(page.getByRole('listbox')).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/traffic\/webhooks\?provider=line&state=failed$/);
});

test('dead letters are tried again and given up by their reason, until none is left', async ({ page, agent, open }) => {
  await open('/traffic/dead-letters', { role: 'manager' });
  const tab = page.getByRole('link', { name: /^Gave up/ });
  await expect(tab).toHaveText(/15/);
  const retry = page.getByRole('button', { name: 'Try again (0)' });
  await expect(retry).toHaveAccessibleDescription('Choose one or more reasons first.');
  await page.getByRole('checkbox', { name: /unknown rate 9002/ }).check();
  await page.getByRole('checkbox', { name: /blocked us/ }).check();
  await page.getByRole('button', { name: 'Try again (6)' }).click();
  await expect(page.getByText('6 are being tried again.')).toBeVisible();
  await expect(tab).toHaveText(/9/);

  await page.getByRole('row', { name: /does not exist here/ }).press('Enter');
  const group = page.getByRole('complementary', { name: '9 gave up' });
  await expect(group.getByRole('link', { name: 'evt_1QK6', exact: true })).toHaveAttribute('href', '/traffic/webhooks/whe_000006');
  await group.getByRole('button', { name: 'Give up… (9)' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give 9 up' });
  await expect(dialog.getByRole('button', { name: 'Give 9 up' })).toBeDisabled();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Booked by hand');
  await dialog.getByRole('button', { name: 'Give 9 up' }).click();
  await expect(page.getByText('Nothing has given up')).toBeVisible();
  expect(agent.world.deadLetters).toEqual([]);
});

test('what is missing is fetched, and a silence is acknowledged', async ({ page, open }) => {
  await open('/traffic/recovery', { role: 'front_desk' });
  await page.getByRole('link', { name: /14 events missed/ }).click();
  const report = page.getByRole('complementary', { name: 'Outage' });
  await expect(report.getByText('Cannot be asked', { exact: true })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page).toHaveURL(/out_1$/);
  await page.keyboard.press('Escape');

  const booking = page.getByRole('listitem').filter({ hasText: 'Booking.com keeps a booking' });
  await booking.getByRole('button', { name: 'Fetch missing now' }).click();
  await expect(booking.getByText(/The last try failed/)).toHaveCount(0);
  const line = page.getByRole('listitem').filter({ hasText: 'LINE tells nothing' });
  await expect(line.getByRole('button')).toHaveAccessibleDescription('LINE tells nothing afterwards.');

  await page.getByRole('button', { name: 'I know' }).click();
  await page.getByRole('menuitem', { name: '8 hours' }).click();
  await expect(page.getByText('Known', { exact: true })).toBeVisible();
  await expect(page.getByText(/no alarm until/)).toBeVisible();
});

test('who may not replay reads whose right it is', async ({ page, open }) => {
  await open('/traffic/webhooks', { role: 'front_desk' });
  await expect(page.getByRole('button', { name: 'Replay these…' })).toHaveAccessibleDescription('Only for: Manager, Administrator.');
  const tab = page.getByRole('link', { name: /^Gave up/ });
  await expect(tab).toHaveText('Gave up');
  await tab.click();
  await page.getByRole('checkbox', { name: 'Choose all' }).check();
  await expect(page.getByRole('button', { name: 'Try again (15)' })).toHaveAccessibleDescription('Only for: Manager, Administrator.');
  await expect(tab).toHaveText('Gave up');
});

test('while the agent is away what is known stays, and nothing is started', async ({ page, agent, open, complaints }) => {
  await open('/traffic/recovery', { role: 'manager' });
  await agent.goAway();
  const fetch = page.getByRole('button', { name: 'Fetch missing now' }).first();
  let now = agent.world.now;
  await expect(async () => {
    now += 20_000;
    await page.clock.setFixedTime(now);
    await expect(fetch).toHaveAccessibleDescription('Not possible while the agent is offline.', { timeout: 2000 });
  }).toPass({ timeout: 25_000 });
  await expect(page.getByText(/14 events missed/)).toBeVisible();
  refusals(complaints);
});
