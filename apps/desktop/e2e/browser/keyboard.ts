import type { Locator, Page } from '@playwright/test';
import { expect } from './test.ts';

/** More stops than any screen has. */
const MOST_STOPS = 60;

/** Goes on with Tab, or back with Shift+Tab, until this has the focus. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(target, 'can be reached by keyboard').toBeFocused();
}
