import { AppError } from '@banrimkwae/contract/errors';
import { api } from '../access/index.ts';

// On the integration branch only: each room replaces its entries with its own routes.
const refuse = (): never => {
  throw new AppError('not_supported');
};
function refuseAll<Part extends object>(part: Part, names: readonly (keyof Part)[]) {
  // biome-ignore lint/suspicious/noExplicitAny: gone before it lands
  return Object.fromEntries(names.map((name) => [name, (part[name] as any).handler(refuse)])) as any;
}
export const unbuiltApprovals = refuseAll(api.approvals, ['list', 'get', 'decide']);
export const unbuiltDisputes = refuseAll(api.disputes, ['list', 'get', 'refresh']);
export const unbuiltRules = refuseAll(api.moneyRules, ['get', 'set']);
export const unbuiltOutgoing = refuseAll(api.outgoing, ['endpoints', 'create', 'update', 'remove', 'rotate', 'deliveries', 'replay']);
export const unbuiltReconciliation = refuseAll(api.reconciliation, ['days', 'lines', 'run', 'settle']);
export const unbuiltPayments = refuseAll(api.payments, ['received', 'cancelRefund', 'fees']);
export const unbuiltAccess = refuseAll(api.access, ['activity', 'confirm']);
