import { type Books, damageIn, readBooks } from './books.ts';
import { compareMoney, twice } from './compare-money.ts';
import { insist } from './desk.ts';
import { acknowledged } from './ledger.ts';
import type { LineState } from './providers.ts';
import { type Violation, violation } from './violation.ts';
import type { World } from './world.ts';

const AUDIT_WITHIN_MS = 30_000;
const lost = violation('lost');
const duplicated = violation('duplicated');
const stuck = violation('stuck');
const damaged = violation('damaged');

/** What was promised and is not so (yet). */
export function compareBooks(world: World): Violation[] {
  const books = readBooks(world.keeper.place.dataDir);
  return [
    ...compareEvents(world, books),
    ...compareMoney(books, world.providers.stripe()),
    ...compareAnswers(books, world.providers.line()),
    ...compareForms(world, books),
    ...[...books.inbox].flatMap(([key, { state }]) => (state === 'completed' ? [] : [stuck(`event ${key} is ${state}`)])),
    ...books.openJobs.map((line) => stuck(`job ${line}`)),
    ...books.deadJobs.map((line) => stuck(`gave up: ${line}`)),
  ];
}

function compareEvents({ ledger }: World, { inbox, received }: Books): Violation[] {
  const missing = acknowledged(ledger).flatMap(({ provider, eventId, messageId }) => {
    const row = inbox.get(`${provider}:${eventId}`);
    if (row === undefined) return [lost(`event ${provider}:${eventId} was answered 200 and is not in the inbox`)];
    if (messageId === undefined || row.state !== 'completed' || received.has(messageId)) return [];
    return [lost(`message ${messageId} of the completed event ${eventId} is in no conversation`)];
  });
  const twofold = [
    ...[...inbox].filter(([, { copies }]) => copies > 1).map(([key]) => `event ${key}`),
    ...[...received].filter(([, copies]) => copies > 1).map(([id]) => `message ${id}`),
  ].map((what) => duplicated(`${what} stands there twice`));
  return [...missing, ...twofold];
}

function compareAnswers({ answers }: Books, { conversation }: LineState): Violation[] {
  const shown = conversation.flatMap(({ from, message }) => (from === 'account' ? (message.text ?? []) : []));
  const open = answers.filter(({ state }) => state === 'queued' || state === 'sending');
  const invented = answers.filter(({ state, text }) => state === 'sent' && !shown.includes(text));
  return [
    ...twice(shown.filter((text) => answers.some((answer) => answer.text === text))).map((text) =>
      duplicated(`the guest got "${text}" twice`),
    ),
    ...open.map(({ text, state }) => stuck(`message "${text}" is ${state}`)),
    ...invented.map(({ text }) => lost(`message "${text}" is called sent; the guest did not get it`)),
  ];
}

/** Whatever the desk was told it asked for, is there. */
function compareForms({ ledger }: World, { payments, refunds, answers }: Books): Violation[] {
  const known = new Set([...payments, ...refunds].map(({ id }) => id));
  const texts = new Set(answers.map(({ text }) => text));
  return [
    ...[...ledger.payments.values(), ...ledger.refunds.values()]
      .filter((id) => !known.has(id))
      .map((id) => lost(`${id} was confirmed and is gone`)),
    ...[...ledger.messages.keys()].filter((text) => !texts.has(text)).map((text) => lost(`message "${text}" was confirmed and is gone`)),
  ];
}

/** Files, audit chain, and whether the agent ended by itself. */
export async function examineAgent({ keeper, desk }: World): Promise<Violation[]> {
  const files = damageIn(keeper.place.dataDir).map(damaged);
  const audit = await insist(desk, (client) => client.access.verifyAudit(), AbortSignal.timeout(AUDIT_WITHIN_MS));
  if (audit === 'refused') throw new Error('The audit chain could not be checked');
  const chain = audit.intact ? [] : [damaged(`the audit chain is broken at entry ${audit.firstBroken} of ${audit.entries}`)];
  const ended = keeper.diedAlone.splice(0).map((what) => violation('misbehaved')(`the agent ended by itself: ${what}`));
  return [...files, ...chain, ...ended];
}
