export { createIngress, type Ingress } from './ingress.ts';
export type { EventApplier, EventAppliers } from './port.ts';
