export { type Access, createAccess } from './access.ts';
export { api } from './api.ts';
export { createOperator, listOperators, updateOperator } from './operators.ts';
export { startPairing } from './pairing.ts';
export { type Actor, AGENT, type AppendAudit, type AuditRecord, type Caller, type RequestContext } from './port.ts';
export { accessRoutes } from './routes.ts';
