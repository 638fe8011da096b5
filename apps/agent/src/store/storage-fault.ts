import { AppError } from '@banrimkwae/contract/errors';

/** SQLite's and the system's words for a disk that does not take what we write. */
const FULL_OR_LOCKED = /^(?:SQLITE_(?:FULL|BUSY|LOCKED|IOERR|READONLY|CANTOPEN)|ENOSPC|EDQUOT|EROFS|EACCES|EPERM)/;
const DAMAGED = /^SQLITE_(?:CORRUPT|NOTADB)/;

/** A fault of the disk or of a data file as AppError `storage_unavailable`; undefined: it is something else. */
export function storageFaultOf(fault: unknown): AppError | undefined {
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : '';
  if (FULL_OR_LOCKED.test(code)) return new AppError('storage_unavailable', { cause: fault });
  if (!DAMAGED.test(code)) return undefined;
  return new AppError('storage_unavailable', {
    message: 'A data file of the agent is damaged.',
    hint: 'Keep the data folder as it is, and restore the newest backup into an empty one (docs/operations.md). The doctor names the file.',
    cause: fault,
  });
}
