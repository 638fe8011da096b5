import type { Problem } from '@banrimkwae/contract/system';
import type { ReplayGround } from './replay-ground.ts';

/** Replays that stopped by themselves; one that a person paused is no problem. */
export function replayProblems({ table, jobs }: ReplayGround): Problem[] {
  return table.paused().flatMap((run): Problem[] => {
    const job = jobs.get(run.job_id);
    if (job?.state !== 'dead') return [];
    return [
      {
        id: `replay-${run.id}`,
        severity: 'waiting',
        sentence: {
          en: `A replay has stopped after ${run.done} of ${run.total} deliveries. ${job.error ?? ''}`.trim(),
          th: `การประมวลผลซ้ำหยุดลงหลังทำไป ${run.done} จาก ${run.total} รายการ ${job.error ?? ''}`.trim(),
        },
        nextStep: { en: 'A manager can let it go on, or cancel it; nothing is lost.', th: 'ผู้จัดการสั่งให้ทำต่อหรือยกเลิกได้ ข้อมูลไม่สูญหาย' },
        link: '/traffic/replays',
        since: job.finishedAt ?? run.started_at,
      },
    ];
  });
}
