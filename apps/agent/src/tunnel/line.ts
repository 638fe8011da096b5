import { connect } from 'node:net';

/** Somewhere outside that is nearly always there. */
export type Witness = { host: string; port: number };

const CONNECT_MS = 2000;

/**
 * Whether the line to the internet works: one of the witnesses takes a connection (nothing is sent). Without witnesses, as in the practice
 * profile, it is taken to work.
 */
export async function isLineUp(witnesses: readonly Witness[]): Promise<boolean> {
  if (witnesses.length === 0) return true;
  try {
    await Promise.any(witnesses.map(canConnect));
    return true;
  } catch {
    return false;
  }
}

function canConnect(witness: Witness): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(witness);
    socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.once('connect', () => {
      resolve();
      socket.destroy();
    });
  });
}
