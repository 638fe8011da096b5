import type { ServerResponse } from 'node:http';

const PAID = {
  th: ['ขอบคุณค่ะ', 'ทางรีสอร์ทจะได้รับการยืนยันการชำระเงินจากผู้ให้บริการในอีกสักครู่ ปิดหน้านี้ได้เลย'],
  en: ['Thank you', 'The resort hears of your payment from the payment service in a moment. You may close this page.'],
} as const;
const NOT_PAID = {
  th: ['ยังไม่ได้ชำระเงิน', 'หากต้องการชำระเงิน เปิดลิงก์ที่ได้รับอีกครั้ง หรือสอบถามที่แผนกต้อนรับ'],
  en: ['Not paid', 'To pay after all, open the link you were sent again, or ask at the front desk.'],
} as const;

/**
 * Where a guest comes back to from a payment service's own page. It knows nothing of the payment, and says only what the guest did:
 * whether it is paid, the resort learns from the service, never from this address.
 */
export function sendReturnPage(response: ServerResponse, { paid }: { paid: boolean }): void {
  const { th, en } = paid ? PAID : NOT_PAID;
  const part = (lang: string, [title, text]: readonly [string, string]) =>
    `<section lang="${lang}"><h1>${title}</h1><p>${text}</p></section>`;
  const body = `<!doctype html><html lang="th"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${th[0]} · ${en[0]}</title><style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:18vh auto;padding:0 1rem;text-align:center;color-scheme:light dark}</style>
${part('th', th)}${part('en', en)}</html>`;
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'cache-control': 'no-store',
  });
  response.end(body);
}
