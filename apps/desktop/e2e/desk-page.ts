import type { DeskCall, DeskInput, DeskOutput, DeskReply } from '@banrimkwae/contract/desk';
import type { Page } from '@playwright/test';

type DeskWindow = { desk: Record<string, (input: unknown) => Promise<unknown>> };

/** Makes a desk call as the page itself would. `input` is free, because wrong input has to be tried too. */
export async function callDesk<Name extends DeskCall>(
  page: Page,
  name: Name,
  input?: DeskInput<Name> | object,
): Promise<DeskReply<DeskOutput<Name>>> {
  const reply = await page.evaluate(([call, value]) => (window as unknown as DeskWindow).desk[call as string]?.(value), [
    name,
    input,
  ] as const);
  return reply as DeskReply<DeskOutput<Name>>;
}

/** The same for a call that has to succeed. */
export async function valueFrom<Name extends DeskCall>(page: Page, name: Name, input?: DeskInput<Name>): Promise<DeskOutput<Name>> {
  const reply = await callDesk(page, name, input as object);
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${reply.error.message}`);
  return reply.value;
}
