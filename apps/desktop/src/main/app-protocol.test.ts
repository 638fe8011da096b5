import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAppHandler, fileFor } from './app-protocol.ts';

const folder = mkdtempSync(join(tmpdir(), 'app-protocol-'));
const root = join(folder, 'renderer');
const answer = createAppHandler(root);
const get = (path: string, init?: RequestInit) => answer(new Request(`app://control-centre${path}`, init));

beforeAll(() => {
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'outside');
  writeFileSync(join(root, 'index.html'), '<p>page</p>');
  writeFileSync(join(root, 'assets', 'index.js'), 'export {}');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the app:// protocol', () => {
  it('serves the page with its policy, and files with their type', async () => {
    const page = await get('/');
    expect(await page.text()).toBe('<p>page</p>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await get('/assets/index.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('allows no inline script, no foreign script and no connection from the page', async () => {
    const policy = (await get('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('connect-src');
  });

  it('gives the page for every screen', async () => {
    expect(await (await get('/payments/pay_1')).text()).toBe('<p>page</p>');
  });

  it('answers 404 for a file that is not there and 405 for anything but reading', async () => {
    expect((await get('/assets/gone.js')).status).toBe(404);
    expect((await get('/', { method: 'POST' })).status).toBe(405);
  });

  it.each([
    'app://control-centre/../secret.txt',
    'app://control-centre/%2e%2e%2fsecret.txt',
    'app://control-centre/assets/..%2f..%2fsecret.txt',
    'app://control-centre/..%5csecret.txt',
    'app://control-centre/%00secret.txt',
    'app://control-centre/%E0%A4%A.txt',
    'app://elsewhere/index.html',
    'file:///etc/passwd.txt',
  ])('never leaves its folder: %s', async (address) => {
    const file = fileFor(root, address);
    expect(file === undefined || file.startsWith(`${root}/`)).toBe(true);
    expect(await (await answer(new Request(address))).text()).not.toContain('outside');
  });
});
