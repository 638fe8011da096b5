export { type Access, createAccess } from './access.ts';
export { api, signedIn } from './api.ts';
export { verifyAuditLog } from './audit-log.ts';
export { createOperator, listOperators, updateOperator } from './operators.ts';
export { type AgentIdentity, startPairing } from './pairing.ts';
export { type Actor, AGENT, type AppendAudit, type AuditRecord, type Caller, type RequestContext } from './port.ts';
export { accessRoutes } from './routes.ts';
