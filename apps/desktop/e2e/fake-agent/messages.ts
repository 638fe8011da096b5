import type { Message, OpenConversation } from '@banrimkwae/contract/messages';
import { guests } from './people.ts';

const MINUTE = 60_000;
const lines: readonly [direction: Message['direction'], text: string][] = [
  ['in', 'สวัสดีค่ะ พรุ่งนี้เช็กอินได้กี่โมงคะ'],
  ['out', 'สวัสดีค่ะ เช็กอินได้ตั้งแต่ 14:00 น. เป็นต้นไปค่ะ ถ้ามาถึงก่อนสามารถฝากกระเป๋าที่ล็อบบี้ได้เลยนะคะ'],
  ['in', 'ขอบคุณค่ะ มีที่จอดรถไหมคะ'],
  ['out', 'มีที่จอดรถฟรีหน้าอาคารต้อนรับค่ะ'],
  ['in', 'Can we book the river cruise for two at 17:00?'],
];

export type Thread = OpenConversation;

export function makeThreads(now: number): Thread[] {
  return guests.slice(0, 8).map((guestName, index) => {
    const id = `cv_${index}`;
    const messages = lines.slice(0, 5 - (index % 3)).map(
      ([direction, text], at): Message => ({
        id: `${id}_m${at}`,
        conversationId: id,
        direction,
        state: direction === 'in' ? 'received' : index === 1 && at === 1 ? 'failed' : 'sent',
        kind: index === 2 && at === 0 ? 'sticker' : 'text',
        text: index === 2 && at === 0 ? '' : text,
        sentBy: direction === 'out' ? 'Nok' : null,
        failure: index === 1 && at === 1 ? 'The guest has blocked the resort’s account. Call or e-mail instead.' : null,
        at: new Date(now - (index * 90 + (5 - at) * 3) * MINUTE).toISOString(),
      }),
    );
    const last = messages.at(-1);
    return {
      id,
      provider: 'line',
      guestName,
      language: 'th',
      pictureUrl: null,
      reachable: index !== 1,
      unread: index < 2 ? 2 - index : 0,
      lastMessage: last?.text ?? null,
      lastAt: last?.at ?? new Date(now).toISOString(),
      messages,
      freeReplyUntil: index === 0 ? new Date(now + 38_000).toISOString() : null,
      longestText: 5000,
    };
  });
}
