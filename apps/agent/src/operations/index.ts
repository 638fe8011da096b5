export { backUp, restore } from './backup.ts';
export { dataFiles } from './data-files.ts';
export { type DoctorDeps, examine } from './doctor/examine.ts';
export { lastBackupAt, rememberBackup } from './last-backup.ts';
