import type { Permission } from '@banrimkwae/contract/roles';
import type { MoneyWaiting } from './money-waiting.ts';

export type MoneyPlace = {
  name: 'payments' | keyof MoneyWaiting | 'fees' | 'rules';
  to: '/payments' | '/payments/approvals' | '/payments/disputes' | '/payments/reconciliation' | '/payments/fees' | '/payments/rules';
  may?: Permission;
};

/** The screens about money, in the order of their tabs. */
export const moneyPlaces: readonly MoneyPlace[] = [
  { name: 'payments', to: '/payments' },
  { name: 'approvals', to: '/payments/approvals' },
  { name: 'disputes', to: '/payments/disputes' },
  { name: 'reconciliation', to: '/payments/reconciliation' },
  { name: 'fees', to: '/payments/fees' },
  { name: 'rules', to: '/payments/rules', may: 'payments.rules' },
];
