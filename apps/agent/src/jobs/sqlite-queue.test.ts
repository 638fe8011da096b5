import { queueSuite } from './queue-suite.ts';
import { sqliteBell } from './sqlite-bell.ts';

queueSuite('the SQLite queue', sqliteBell);
