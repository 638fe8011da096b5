// Started by replay-kill.int.test.ts: an agent that replays until it is killed. Argument: its folder.
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@banrimkwae/contract/errors';
import { openReplayRig } from './replay-rig.ts';

const rig = await openReplayRig({
  folder: process.argv[2] ?? '',
  appliers: {
    reservations: async ({ id }) => {
      await sleep(2);
      rig.database.prepare('INSERT INTO applied (id) VALUES (?)').run(id);
      if (id.endsWith('9')) throw new AppError('provider_rejected');
    },
  },
});
process.send?.('ready');
process.on('message', () => {
  const look = setInterval(() => {
    if (rig.replays.list({ limit: 1 }).items[0]?.state !== 'completed') return;
    clearInterval(look);
    void rig.stop().then(() => process.exit(0));
  }, 20);
});
