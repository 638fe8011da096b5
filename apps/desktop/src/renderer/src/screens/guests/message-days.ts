import type { Message } from '@banrimkwae/contract/messages';
import type { TimeStyle } from '../../time/format-time.ts';
import { addDays, dayAt, formatDay } from '../../time/format-time.ts';

export type MessageDay = { day: string; messages: Message[] };

/** Messages by the calendar day at the resort, in the order given. */
export function byDay(messages: readonly Message[], timeZone: string): MessageDay[] {
  const days: MessageDay[] = [];
  for (const message of messages) {
    const day = dayAt(new Date(message.at), timeZone);
    const last = days.at(-1);
    if (last?.day === day) last.messages.push(message);
    else days.push({ day, messages: [message] });
  }
  return days;
}

/** 'today', 'yesterday', or the date itself. */
export function dayName(day: string, now: Date, { language, timeZone }: TimeStyle): { name: 'today' | 'yesterday' } | { date: string } {
  const today = dayAt(now, timeZone);
  if (day === today) return { name: 'today' };
  if (day === addDays(today, -1)) return { name: 'yesterday' };
  return { date: formatDay(day, 'day', language) };
}
