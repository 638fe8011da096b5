import * as z from 'zod';

export const roles = ['viewer', 'front_desk', 'manager', 'administrator'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** Who may do what. One row a permission, so that a reader sees the whole matrix and a test can walk every cell. */
export const PERMISSIONS = {
  'overview.read': ['viewer', 'front_desk', 'manager', 'administrator'],
  'payments.read': ['viewer', 'front_desk', 'manager', 'administrator'],
  'payments.take': ['front_desk', 'manager', 'administrator'],
  'payments.capture': ['front_desk', 'manager', 'administrator'],
  'payments.cancel': ['front_desk', 'manager', 'administrator'],
  'payments.refund': ['front_desk', 'manager', 'administrator'],
  'payments.confirm': ['front_desk', 'manager', 'administrator'],
  'payments.approve': ['manager', 'administrator'],
  'payments.rules': ['administrator'],
  'reconciliation.run': ['manager', 'administrator'],
  'channel.read': ['viewer', 'front_desk', 'manager', 'administrator'],
  'channel.sync': ['front_desk', 'manager', 'administrator'],
  'channel.edit': ['manager', 'administrator'],
  'messages.read': ['viewer', 'front_desk', 'manager', 'administrator'],
  'messages.send': ['front_desk', 'manager', 'administrator'],
  'weather.read': ['viewer', 'front_desk', 'manager', 'administrator'],
  'providers.read': ['viewer', 'front_desk', 'manager', 'administrator'],
  'providers.test': ['front_desk', 'manager', 'administrator'],
  'providers.configure': ['administrator'],
  'providers.pause': ['manager', 'administrator'],
  'tunnel.restart': ['front_desk', 'manager', 'administrator'],
  'breakers.manage': ['manager', 'administrator'],
  'traffic.read': ['front_desk', 'manager', 'administrator'],
  'recovery.fetch': ['front_desk', 'manager', 'administrator'],
  'webhooks.replay': ['manager', 'administrator'],
  'jobs.manage': ['manager', 'administrator'],
  'audit.read': ['manager', 'administrator'],
  'operators.manage': ['administrator'],
  'api_keys.manage': ['administrator'],
  'outgoing.manage': ['administrator'],
} as const satisfies Record<string, readonly Role[]>;

/** What moves money out, or says that it came: asks for the password again once nobody has worked at the desk for a while. Not of API keys. */
export const FRESH_SIGN_IN: readonly (keyof typeof PERMISSIONS)[] = [
  'payments.capture',
  'payments.refund',
  'payments.confirm',
  'payments.approve',
  'payments.rules',
];

export type Permission = keyof typeof PERMISSIONS;
export const permissions = Object.keys(PERMISSIONS) as [Permission, ...Permission[]];

export function allows(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role);
}
