import type { PaymentEpisode } from './episode.ts';

type Stay = Pick<PaymentEpisode, 'guest' | 'room'>;

const stay = (room: string, name: string, contact: { email?: string; phone?: string }): Stay => ({
  room,
  guest: { name, email: contact.email ?? null, phone: contact.phone ?? null },
});

export const somchai = stay('104', 'Somchai Rattanakul', { email: 'somchai.r@example.com', phone: '+66 81 234 5678' });
export const emma = stay('201', 'Emma Lindqvist', { email: 'emma.lindqvist@example.com' });
export const tanaka = stay('301', 'Kenji Tanaka', { email: 'k.tanaka@example.com' });
export const malee = stay('108', 'Malee Suwannarat', { email: 'malee.s@example.com', phone: '+66 89 765 4321' });
export const olivia = stay('202', 'Olivia Brown', { email: 'olivia.brown@example.com' });
export const prasert = stay('106', 'Prasert Chaiyaporn', { email: 'prasert.c@example.com' });
export const dubois = stay('203', 'Claire Dubois', { email: 'claire.dubois@example.com' });
export const weber = stay('205', 'Jonas Weber', { email: 'jonas.weber@example.com' });
