// Started by replay-kill.int.test.ts: an agent that replays until it is killed. Arguments: its folder, and after how many events it dies.
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@banrimkwae/contract/errors';
import { openReplayRig } from './replay-rig.ts';

const [, , folder = '', lifetime = 'Infinity'] = process.argv;
let applied = 0;

const rig = await openReplayRig({
  folder,
  appliers: {
    reservations: async ({ id }) => {
      await sleep(2);
      rig.database.prepare('INSERT INTO applied (id) VALUES (?)').run(id);
      applied += 1;
      if (applied === Number(lifetime)) process.kill(process.pid, 'SIGKILL');
      if (id.endsWith('9')) throw new AppError('provider_rejected');
    },
  },
});
const look = setInterval(() => {
  if (rig.replays.list({ limit: 1 }).items[0]?.state !== 'completed') return;
  clearInterval(look);
  void rig.stop().then(() => process.exit(0));
}, 20);
