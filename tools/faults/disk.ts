import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the agent's data lie, on a disk that can be full. */
export type Disk = {
  dataDir: string;
  /** How it is made full, for the report. */
  how: string;
  fill: (agentPid: number) => Promise<void>;
  free: (agentPid: number) => Promise<void>;
  remove: () => void;
};

const DISK_MB = 160;
const CHUNK = Buffer.alloc(4_000_000);
const SMALL_CHUNK = Buffer.alloc(4096);
/** Every file is larger than this already. */
const SMALLEST_FILE = 4096;

/** A small tmpfs where this process may mount one; elsewhere a limit on the size of files. Never neither. */
export function makeDisk(): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'faults-disk-'));
  return mounted(folder) ? tmpfsDisk(folder) : limitedDisk(folder);
}

function mounted(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=700`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function tmpfsDisk(folder: string): Disk {
  const ballast = join(folder, 'ballast');
  return {
    dataDir: dataDirIn(folder),
    how: `a tmpfs of ${DISK_MB} MB, filled with a file`,
    fill: async () => {
      const file = await open(ballast, 'w');
      try {
        for (const chunk of [CHUNK, SMALL_CHUNK]) while (await hasRoomFor(file, chunk));
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    remove: () => {
      execFileSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

async function hasRoomFor(file: Awaited<ReturnType<typeof open>>, chunk: Buffer): Promise<boolean> {
  try {
    const { bytesWritten } = await file.write(chunk);
    return bytesWritten === chunk.length;
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOSPC') return false;
    throw fault;
  }
}

/** Without the right to mount: no file of the agent may grow (RLIMIT_FSIZE). SQLite sees a write that fails, as on a full disk. */
function limitedDisk(folder: string): Disk {
  execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
  // An agent that was killed meanwhile has no limit any more, and that is as wanted.
  const limit = (pid: number, bytes: string) => spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], { stdio: 'ignore' });
  return {
    dataDir: dataDirIn(folder),
    how: 'no right to mount a tmpfs here: the agent’s files may not grow (prlimit --fsize)',
    fill: async (pid) => void limit(pid, String(SMALLEST_FILE)),
    free: async (pid) => void limit(pid, 'unlimited'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function dataDirIn(folder: string): string {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir, { mode: 0o700 });
  return dataDir;
}
