import type { Operator } from '@banrimkwae/contract/access';
import { allows, permissions, type Role } from '@banrimkwae/contract/roles';
import type { Resort } from '@banrimkwae/contract/system';

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
