export { createIngress, type Ingress } from './ingress.ts';
export { RETURN_PATH } from './listener.ts';
export { PROCESS } from './rings.ts';
export { type InboxStanding, readInboxStanding } from './standing.ts';
