import { valueFrom } from '../desk-page.ts';
import { expect, test } from './test.ts';

test('a notification brings the page to what it is about', async ({ desk }) => {
  const { app, page } = desk;
  await page.evaluate(() => {
    Object.assign(window, { shown: [] });
    Reflect.get(window, 'desk').on('navigate', (to: { path: string }) => Reflect.get(window, 'shown').push(to.path));
  });
  await app.evaluate(({ Notification }) => {
    Notification.prototype.show = function show() {
      Object.assign(globalThis, { notified: [this.title, this.body] });
      this.emit('click');
    };
  });
  expect(await valueFrom(page, 'notify', { title: 'Paid', body: '฿3,500 for room 12', link: '/payments/pay_1' })).toEqual({ shown: true });
  expect(await app.evaluate(() => Reflect.get(globalThis, 'notified'))).toEqual(['Paid', '฿3,500 for room 12']);
  await expect.poll(() => page.evaluate(() => Reflect.get(window, 'shown'))).toEqual(['/payments/pay_1']);
});

test('printing says whether it printed', async ({ desk }) => {
  await desk.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const answers = [true, false];
    if (window) window.webContents.print = (_options, done) => done?.(answers.shift() ?? false, 'cancelled');
  });
  expect(await valueFrom(desk.page, 'print')).toEqual({ printed: true });
  expect(await valueFrom(desk.page, 'print')).toEqual({ printed: false });
});

test('the menu has what a keyboard expects, and no developer tools', async ({ desk }) => {
  const roles = await desk.app.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items ?? [];
    return [...items, ...items.flatMap((item) => item.submenu?.items ?? [])].map((item) => item.role ?? item.label);
  });
  expect(roles.map((role) => role.toLowerCase())).toEqual(expect.arrayContaining(['editmenu', 'reload', 'zoomin', 'togglefullscreen']));
  expect(roles.map((role) => role.toLowerCase())).not.toContain('toggledevtools');
});

test('nothing is updated in a package without a channel', async ({ desk }) => {
  expect(await valueFrom(desk.page, 'updates.install')).toEqual({ installing: false });
});
