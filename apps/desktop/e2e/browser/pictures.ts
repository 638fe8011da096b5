import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { type Look, SMALL } from './test.ts';

const folder = resolve(import.meta.dirname, '../../../../resources/screenshots');
const sizes = [SMALL, { width: 1920, height: 1080 }];

/** Pictures for the README and for review are taken only when asked for: SCREENSHOTS=1. */
export const wanted = process.env.SCREENSHOTS === '1';

export async function takePictures(page: Page, name: string, { language, theme }: Look): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const size of sizes) {
    await page.setViewportSize(size);
    await page.screenshot({ path: join(folder, `${name}-${language}-${theme}-${size.width}.png`), animations: 'disabled' });
  }
  await page.setViewportSize(SMALL);
}
