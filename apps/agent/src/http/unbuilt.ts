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
export const unbuiltPayments = refuseAll(api.payments, ['received']);
