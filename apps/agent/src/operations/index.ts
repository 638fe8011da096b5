export { backUp, restore } from './backup.ts';
export { dataFiles } from './data-files.ts';
export { type DoctorDeps, examine } from './doctor.ts';
