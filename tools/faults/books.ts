import * as z from 'zod';
import { dataFiles } from '../../apps/agent/src/operations/index.ts';
import { openDatabase, type Sqlite } from '../../apps/agent/src/store/database.ts';
import { OURS } from './load.ts';

/** What stands in the agent's own files. */
export type Books = {
  /** Rows of the inbox by provider and event id, with how often each stands there. */
  inbox: Map<string, { state: string; copies: number }>;
  /** Messages of guests by the provider's id, with how often each stands there. */
  received: Map<string, number>;
  answers: { text: string; state: string }[];
  payments: z.infer<typeof PaymentRow>[];
  refunds: z.infer<typeof RefundRow>[];
  /** Work that has not ended, but for what beats for ever. */
  openJobs: string[];
  deadJobs: string[];
};

const InboxRow = z.object({ provider: z.string(), eventId: z.string(), state: z.string(), copies: z.int() });
const ReceivedRow = z.object({ id: z.string(), copies: z.int() });
const AnswerRow = z.object({ text: z.string(), state: z.string() });
const PaymentRow = z.object({ id: z.string(), state: z.string(), captured: z.int() });
const RefundRow = z.object({
  id: z.string(),
  paymentId: z.string(),
  providerId: z.string().nullable(),
  state: z.string(),
  amount: z.int(),
});
const JobLine = z.object({ line: z.string() });

const JOB_LINE = `kind || ' ' || subject_id || ' ' || state || ', attempt ' || attempts || ', due ' || run_at || ', ' || coalesce(error, 'no fault') AS line`;
/** What a job of ours is about; schedules and self-repeating watches are about nothing that ends. */
const ABOUT_OURS = ['whe', 'pay', 'rf', 'msg', 'conv', 'act'].map((prefix) => `subject_id GLOB '${prefix}_*'`).join(' OR ');

const CUT_WITHIN_MS = 100;
const CUT_TRIES = 4;

/** Reads all three databases while the agent runs. */
export function readBooks(dataDir: string): Books {
  const files = dataFiles(dataDir);
  const inbox = reading(files.inbox, (database) =>
    z.array(InboxRow).parse(
      database
        .prepare(
          `SELECT provider_id AS provider, webhook_id AS eventId, min(processing_status) AS state, count(*) AS copies
           FROM webhook_events GROUP BY provider_id, webhook_id`,
        )
        .all(),
    ),
  );
  return {
    inbox: new Map(inbox.map(({ provider, eventId, state, copies }) => [`${provider}:${eventId}`, { state, copies }])),
    ...reading(files.agent, readAgentBooks),
  };
}

function readAgentBooks(database: Sqlite): Omit<Books, 'inbox'> {
  const rows = <Row extends z.ZodType>(row: Row, sql: string): z.output<Row>[] => z.array(row).parse(database.prepare(sql).all());
  const lines = (where: string) => rows(JobLine, `SELECT ${JOB_LINE} FROM jobs WHERE ${where}`).map(({ line }) => line);
  const received = rows(
    ReceivedRow,
    `SELECT provider_message_id AS id, count(*) AS copies FROM messages WHERE direction = 'in' GROUP BY provider, provider_message_id`,
  );
  return {
    received: new Map(received.map(({ id, copies }) => [id, copies])),
    answers: rows(AnswerRow, `SELECT text, state FROM messages WHERE direction = 'out' AND text GLOB '${OURS}*'`),
    payments: rows(PaymentRow, `SELECT id, state, captured FROM payments WHERE idempotency_key GLOB '${OURS}*'`),
    refunds: rows(
      RefundRow,
      `SELECT r.id, r.payment_id AS paymentId, r.provider_refund_id AS providerId, r.state, r.amount
       FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.idempotency_key GLOB '${OURS}*'`,
    ),
    openJobs: lines(`state IN ('waiting', 'running', 'delayed') AND (${ABOUT_OURS})`),
    deadJobs: lines(`state = 'dead'`),
  };
}

/** What SQLite finds broken; empty when all three files are sound. */
export function damageIn(dataDir: string): string[] {
  return Object.values(dataFiles(dataDir)).flatMap((file) => {
    const said = reading(file, (database) => String(database.pragma('integrity_check', { simple: true })));
    return said === 'ok' ? [] : [`${file}: ${said}`];
  });
}

/**
 * Cuts the write-ahead logs to nothing, as a backup program may. A log that has been long before is written over from its start, and a full disk would
 * not be felt for many minutes.
 */
export function cutLogs(dataDir: string): void {
  const { agent, inbox } = dataFiles(dataDir);
  for (const file of [agent, inbox]) {
    const database = openDatabase(file, 'FULL');
    try {
      database.pragma(`busy_timeout = ${CUT_WITHIN_MS}`);
      for (let tries = 0; tries < CUT_TRIES && database.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) !== 0; tries += 1);
    } finally {
      database.close();
    }
  }
}

function reading<Answer>(file: string, read: (database: Sqlite) => Answer): Answer {
  const database = openDatabase(file, 'NORMAL', { readonly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
