import { resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Role } from '@banrimkwae/contract/roles';
import { test as base, expect, type Page } from '@playwright/test';
import { type FakeAgent, startFakeAgent } from '../fake-agent/server.ts';

export const languages = ['en', 'th'] as const;
export const themes = ['light', 'dark'] as const;
export type Look = { language: (typeof languages)[number]; theme: (typeof themes)[number] };

/** A Tuesday forenoon at the resort: pictures show the same however late it is here. */
export const NOW = Date.parse('2026-11-24T03:20:00.000Z');
/** The old screen at the front desk. */
export const SMALL = { width: 1366, height: 768 };

type Fixtures = {
  agent: FakeAgent;
  /** What the page complained about; every test ends with none. */
  complaints: string[];
  /** Opens a screen as someone with this role, in this look. */
  open: (path: string, as?: { role?: Role } & Partial<Look>) => Promise<void>;
};

/** Every test gets an agent of its own, and fails when the page has complained. */
export const test = base.extend<Fixtures>({
  agent: async ({ baseURL: _unused }, use) => {
    const agent = await startFakeAgent({ webFolder: resolve(import.meta.dirname, '../../out/renderer'), now: NOW });
    await use(agent);
    await agent.close();
  },
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (fault) => complaints.push(String(fault)));
      await use(complaints);
      expect(complaints, 'what the page complained about').toEqual([]);
    },
    { auto: true },
  ],
  open: async ({ page, agent }, use) => {
    await page.setViewportSize(SMALL);
    await page.clock.setFixedTime(NOW);
    await use(async (path, { role = 'administrator', language = 'en', theme = 'light' } = {}) => {
      await page.context().request.post(`${agent.address}/api/session/practice`, { data: { role } });
      await page.addInitScript(
        ([chosen, scheme]) => {
          localStorage.setItem('language', chosen);
          localStorage.setItem('mantine-color-scheme-value', scheme);
        },
        [language, theme] as const,
      );
      await page.goto(agent.address + path);
      await settled(page);
    });
  },
});
export { expect };

/** Waits until nothing is loading: the screen is there, no skeleton, fonts drawn. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor({ timeout: 10_000 });
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
}

/** What axe finds that keeps people out. */
export async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary?.split('\n')[1] ?? ''}`),
    );
}

/** The browser itself writes down every refused call and every lost connection; where a test brings those about, they are no complaint of the page. */
export function refusals(complaints: string[]): void {
  expect(complaints.splice(0).filter((text) => !/Failed to load resource|WebSocket connection/.test(text))).toEqual([]);
}
