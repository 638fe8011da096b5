import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { _electron, expect, type Page, test } from '@playwright/test';
import { preferStandIn } from '../launch.ts';

/** What our desktop builds on, tried with a tiny app: the stand-in has to do it exactly as Electron does. */
async function withProbe(url: string | undefined, use: (page: Page) => Promise<void>): Promise<void> {
  preferStandIn();
  const { PATH = '', HOME = '', DISPLAY = '' } = process.env;
  const app = await _electron.launch({
    args: [join(import.meta.dirname, 'probe')],
    env: { PATH, HOME, DISPLAY, ...(url !== undefined && { PROBE_URL: url }) },
  });
  const page = await app.firstWindow();
  await page.waitForURL((shown) => shown.protocol !== 'about:');
  await use(page);
  await app.close();
}

test('values cross between page and main as structured cloning carries them', () =>
  withProbe(undefined, async (page) => {
    const crossed = await page.evaluate(async () => {
      const sent = {
        text: 'ไทย',
        none: undefined,
        nothing: null,
        nan: Number.NaN,
        big: 12n,
        at: new Date(5),
        map: new Map([['a', new Set([1])]]),
        bytes: new Uint8Array([0, 255]),
        list: [1, [2]],
      };
      const got = await Reflect.get(window, 'probe').echo(sent);
      return [
        got.text,
        'none' in got && got.none === undefined,
        got.nothing,
        Number.isNaN(got.nan),
        typeof got.big,
        got.at instanceof Date && got.at.getTime(),
        got.map.get('a').has(1),
        [...got.bytes],
        got.list,
      ];
    });
    expect(crossed).toEqual(['ไทย', true, null, true, 'bigint', 5, true, [0, 255], [1, [2]]]);
  }));

test('faults cross with the words Electron uses', () =>
  withProbe(undefined, async (page) => {
    const faults = await page.evaluate(async () => {
      const probe = Reflect.get(window, 'probe');
      const message = (work: () => unknown) =>
        new Promise((resolve) => resolve(work())).then(
          () => 'no fault',
          (fault: Error) => fault.message,
        );
      return [
        await message(() => probe.fail()),
        await message(() => probe.nobody()),
        await message(() => probe.throws()),
        await message(() => probe.echo(Symbol('s'))),
      ];
    });
    expect(faults).toEqual([
      "Error invoking remote method 'fail': TypeError: not like this",
      "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
      'from the preload',
      'An object could not be cloned.',
    ]);
  }));

test('the preload is a world of its own behind a frozen bridge', () =>
  withProbe(undefined, async (page) => {
    const seen = await page.evaluate(() => {
      const probe = Reflect.get(window, 'probe');
      return [
        probe.twice((n: number) => n * 10),
        Object.isFrozen(probe),
        Object.isFrozen(probe.list[0]),
        probe.sandboxed,
        'onlyHere' in window,
        'require' in window,
      ];
    });
    expect(seen).toEqual([50, true, true, true, false, false]);
  }));

test('main speaks to the page until the page stops listening', () =>
  withProbe(undefined, async (page) => {
    const heard = await page.evaluate(async () => {
      const probe = Reflect.get(window, 'probe');
      const words: unknown[] = [];
      const next = () => new Promise((resolve) => setTimeout(resolve, 150));
      const stop = probe.onSaid((word: string, at: Date) => words.push(word, at.getTime()));
      probe.say('one');
      await next();
      stop();
      probe.say('two');
      await next();
      return words;
    });
    expect(heard).toEqual(['one', 0]);
  }));

test('pages come from a file, from a custom scheme with the headers the app adds, and from a development server', async () => {
  await withProbe(undefined, async (page) => expect(await page.title()).toBe('By file'));
  await withProbe('probe://somewhere/page', async (page) => {
    expect(await page.title()).toBe('By scheme');
    const ran = await page.evaluate(() => {
      const script = Object.assign(document.createElement('script'), { textContent: 'window.ran = true' });
      document.head.append(script);
      return 'ran' in window;
    });
    expect(ran).toBe(false);
  });
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<title>By server</title>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await withProbe(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, async (page) =>
    expect(await page.title()).toBe('By server'),
  );
  server.close();
});
