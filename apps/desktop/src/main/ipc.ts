import type { DeskCallTable, DeskError, DeskEvent, DeskEventPayload, DeskReply } from '@banrimkwae/contract/desk';
import { deskEvents } from '@banrimkwae/contract/desk';
import { AppError, toAppError } from '@banrimkwae/contract/errors';
import type { BrowserWindow, IpcMain, IpcMainInvokeEvent } from 'electron';
import type * as z from 'zod';
import { callChannel, eventChannel } from '../desk-channels.ts';
import { faultFacts, type Log } from './log.ts';

/** One handler for every entry of a contract; a missing, extra or mistyped one does not compile. */
export type HandlersOf<Table extends DeskCallTable> = {
  [Name in keyof Table]: (input: z.output<Table[Name]['in']>) => Promise<z.output<Table[Name]['out']>> | z.output<Table[Name]['out']>;
};
type NothingMore<Given, Table> = Record<Exclude<keyof Given, keyof Table>, never>;

export type Gate = {
  ipcMain: Pick<IpcMain, 'handle'>;
  /** Only the main frame of one of our windows, showing our own page, may call. */
  isOurs: (event: IpcMainInvokeEvent) => boolean;
  log: Log;
};

/** Puts every call of a contract behind one gate: caller → input → handler → output → an answer that is a value or an error, never silence. */
export function register<Table extends DeskCallTable, Given extends HandlersOf<Table>>(
  gate: Gate,
  table: Table,
  handlers: Given & NothingMore<Given, Table>,
): void {
  for (const [name, schemas] of Object.entries(table)) {
    const handler = (handlers as HandlersOf<DeskCallTable>)[name];
    if (!handler) throw new Error(`The desk call "${name}" has no handler.`);
    gate.ipcMain.handle(callChannel(name), async (event, input: unknown): Promise<DeskReply<unknown>> => {
      try {
        if (!gate.isOurs(event)) throw new AppError('forbidden', { message: 'Only the control centre itself may call this.' });
        return { ok: true, value: readOutput(schemas.out, await handler(readInput(schemas.in, input))) };
      } catch (fault) {
        return { ok: false, error: refuse(gate.log, name, fault) };
      }
    });
  }
}

/** Tells the window, if there is one, something of the contract; what does not fit its schema throws. */
export function tell<Name extends DeskEvent>(window: BrowserWindow | undefined, name: Name, payload: DeskEventPayload<Name>): void {
  window?.webContents.send(eventChannel(name), deskEvents[name].parse(payload));
}

function readInput(schema: z.ZodType, input: unknown): unknown {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join('.') || 'input', issue.message]));
  throw new AppError('invalid_input', { fields });
}

function readOutput(schema: z.ZodType, output: unknown): unknown {
  const parsed = schema.safeParse(output);
  if (parsed.success) return parsed.data;
  throw new AppError('internal', { message: 'The desktop made an answer that does not fit its contract.', cause: parsed.error });
}

function refuse(log: Log, call: string, fault: unknown): DeskError {
  const error = toAppError(fault);
  log(error.code === 'internal' ? 'error' : 'warn', 'call_refused', { call, code: error.code, ...faultFacts(error.cause ?? error) });
  const { fields } = error.details;
  return { code: error.code, message: error.message, hint: error.hint, ...(fields && { fields }) };
}
