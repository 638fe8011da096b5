// Started by inbox-kill.int.test.ts: an agent that takes deliveries until it is killed. Argument: its folder.
import { openIngressRig } from './ingress-rig.ts';

const rig = await openIngressRig({
  folder: process.argv[2] ?? '',
  appliers: {
    reservations: async ({ id }) => {
      rig.database.prepare('INSERT OR IGNORE INTO applied (id) VALUES (?)').run(id);
    },
  },
});
process.send?.(rig.url);
process.on('message', () => {
  const idle = setInterval(() => {
    const { pending, processing } = rig.ingress.inbox.counts();
    if (pending + processing > 0) return;
    clearInterval(idle);
    void rig.stop().then(() => process.exit(0));
  }, 20);
});
