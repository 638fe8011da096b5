import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import type { Look } from './test.ts';

const folder = resolve(import.meta.dirname, '../../../../resources/screenshots');

/** Pictures for the README and for review are taken only when asked for: SCREENSHOTS=1. */
const asked = process.env.SCREENSHOTS === '1';

/** Of the main screens, most with their list beside them: the others differ by a list or a form. */
const pictured = new Set([
  'today',
  'payment',
  'refund',
  'take-payment',
  'approval',
  'dispute',
  'reconciled-day',
  'money-rules',
  'rooms',
  'reservation',
  'conversation',
  'connections',
  'connection',
  'tunnel',
  'webhook-cards',
  'webhook',
  'replay-plan',
  'dead-letters',
  'gaps',
  'audit',
]);

export async function takePicture(page: Page, name: string, { language, theme }: Look): Promise<void> {
  if (!asked || !pictured.has(name)) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}-${language}-${theme}.png`), animations: 'disabled' });
}
