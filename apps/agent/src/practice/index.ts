export { beginningOfWeek, hireStaff, playWeek } from './play-week.ts';
export { createPracticeClock } from './practice-clock.ts';
export { createSandboxControl, type SandboxControl } from './sandbox-control.ts';
export { createPractice, type Practice } from './scenes.ts';
export { setUpPractice } from './set-up.ts';
export { leaveWorld, livesIn, settleIn } from './world-file.ts';
