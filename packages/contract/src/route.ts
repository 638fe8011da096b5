import { oc } from '@orpc/contract';
import type { Permission } from './roles.ts';

/** Who may call a route: anyone, anyone signed in, or whoever holds the permission. Checked in one place before the handler runs. */
export type Access = 'public' | 'signed_in' | Permission;
export type RouteMeta = { access: Access };

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One call of the operator API. A contract entry without an access rule cannot be written. */
export function route(access: Access, call: `${Method} /${string}`, summary: string) {
  const [method, path] = call.split(' ') as [Method, `/${string}`];
  return oc.$meta<RouteMeta>({ access }).route({ method, path, summary, tags: [path.split('/')[1] ?? 'system'] });
}
