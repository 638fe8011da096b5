export { backUp, restore } from './backup.ts';
export { type DataFiles, dataFiles } from './data-files.ts';
export { type DoctorDeps, examine, type Finding } from './doctor.ts';
