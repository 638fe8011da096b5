import type { ApiKey, Operator } from '@banrimkwae/contract/access';
import { allows, permissions, type Role, roles } from '@banrimkwae/contract/roles';
import type { Resort } from '@banrimkwae/contract/system';
import type * as z from 'zod';

/** A fixed source of "random" numbers, so that every screenshot shows the same. */
export function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

export const resort: Resort = {
  name: { en: 'Banrimkwae Resort', th: 'บ้านริมแควรีสอร์ท' },
  address: '88 Moo 3, Tha Makham, Kanchanaburi 71000',
  latitude: 14.04,
  longitude: 99.5,
  timeZone: 'Asia/Bangkok',
  currency: 'THB',
  languages: ['en', 'th'],
};

export const guests = [
  'Somchai Prasert',
  'Emma Lindqvist',
  'ปรียา วัฒนกุล',
  'Hans Gruber',
  'Yuki Tanaka',
  'ณัฐพล ศรีสุข',
  'Olivia Brown',
  'สุภาวดี แก้วใส',
  'Liam O’Connor',
  'Chen Wei',
  'กิตติศักดิ์ บุญมา',
  'Marie Dubois',
] as const;

const names: Record<Role, string> = {
  viewer: 'Wanida (viewer)',
  front_desk: 'Nok (front desk)',
  manager: 'Khun Malee (manager)',
  administrator: 'Anan (administrator)',
};

export const practiceRoles = (Object.keys(names) as Role[]).map((role) => ({ role, name: names[role] }));

export function operatorOf(role: Role, language: 'en' | 'th'): Operator {
  return { id: `op_${role}`, username: role, name: names[role].replace(/ \(.*/, ''), role, language, disabled: false, lastSeenAt: null };
}

export function permissionsOf(role: Role) {
  return permissions.filter((permission) => allows(role, permission));
}

export function makeOperators(now: number): Operator[] {
  const working = roles.map((role, index) => ({
    ...operatorOf(role, 'th'),
    lastSeenAt: new Date(now - index * 7_200_000 - 60_000).toISOString(),
  }));
  const left = { ...operatorOf('front_desk', 'en'), id: 'op_left', username: 'ploy', name: 'Ploy', disabled: true };
  return [...working, left];
}

export type Key = z.infer<typeof ApiKey>;

export function makeKeys(now: number): Key[] {
  const at = (milliseconds: number) => new Date(now + milliseconds).toISOString();
  return [
    {
      id: 'key_1',
      name: 'Accounting export',
      start: 'brk_7Fa2',
      permissions: ['payments.read'],
      createdAt: at(-8e9),
      lastUsedAt: at(-4e6),
      expiresAt: null,
    },
    {
      id: 'key_2',
      name: 'Lobby display',
      start: 'brk_2KdQ',
      permissions: ['overview.read', 'weather.read'],
      createdAt: at(-2e9),
      lastUsedAt: null,
      expiresAt: at(1e9),
    },
  ];
}
