export { api, signedIn } from './api.ts';
export { type Actor, AGENT, type AppendAudit, type AuditRecord, type Caller, type RequestContext } from './port.ts';
