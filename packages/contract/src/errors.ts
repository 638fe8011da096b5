import * as z from 'zod';

/** Every way a request can end badly: HTTP status, whether the same call may work later, one sentence and the next step, in both languages. */
export const ERRORS = {
  invalid_input: row(
    400,
    false,
    'Something in the form is not right.',
    'Look at the marked fields and try again.',
    'ข้อมูลในแบบฟอร์มไม่ถูกต้อง',
    'ตรวจช่องที่มีเครื่องหมายแล้วลองใหม่',
  ),
  unauthenticated: row(401, false, 'You are not signed in.', 'Sign in and try again.', 'คุณยังไม่ได้เข้าสู่ระบบ', 'เข้าสู่ระบบแล้วลองใหม่'),
  session_expired: row(
    401,
    false,
    'Your session has ended.',
    'Sign in again; nothing was lost.',
    'หมดเวลาการใช้งาน',
    'เข้าสู่ระบบอีกครั้ง ข้อมูลไม่สูญหาย',
  ),
  wrong_credentials: row(
    401,
    false,
    'User name or password is not right.',
    'Check both, then ask a manager to reset the password.',
    'ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง',
    'ตรวจสอบอีกครั้ง หรือขอให้ผู้จัดการตั้งรหัสผ่านใหม่',
  ),
  forbidden: row(
    403,
    false,
    'Your role does not allow this.',
    'Ask a manager or an administrator.',
    'สิทธิ์ของคุณไม่อนุญาตให้ทำรายการนี้',
    'ติดต่อผู้จัดการหรือผู้ดูแลระบบ',
  ),
  not_found: row(404, false, 'This does not exist.', 'Go back to the list and search again.', 'ไม่พบข้อมูลนี้', 'กลับไปที่รายการแล้วค้นหาใหม่'),
  conflict: row(
    409,
    false,
    'This changed in the meantime, or its state does not allow it.',
    'Open it again to see how it stands.',
    'ข้อมูลเปลี่ยนไปแล้ว หรือสถานะไม่อนุญาตให้ทำรายการนี้',
    'เปิดรายการอีกครั้งเพื่อดูสถานะล่าสุด',
  ),
  too_large: row(413, false, 'This is larger than 1 MB.', 'Send less at once.', 'ข้อมูลมีขนาดเกิน 1 MB', 'ส่งข้อมูลให้น้อยลง'),
  refund_too_large: row(
    422,
    false,
    'This is more than can still be refunded.',
    'Enter at most the amount that is left.',
    'จำนวนเงินเกินยอดที่คืนได้',
    'ใส่จำนวนไม่เกินยอดคงเหลือ',
  ),
  currency_mismatch: row(
    422,
    false,
    'The currency is not the one the guest paid in.',
    'Use the currency of the payment.',
    'สกุลเงินไม่ตรงกับที่ผู้เข้าพักชำระ',
    'ใช้สกุลเงินเดียวกับการชำระเงิน',
  ),
  not_supported: row(
    422,
    false,
    'This provider does not offer that.',
    'Use its own console, or another provider.',
    'ผู้ให้บริการรายนี้ไม่รองรับรายการนี้',
    'ใช้ระบบของผู้ให้บริการเอง หรือเลือกรายอื่น',
  ),
  rate_limited: row(
    429,
    true,
    'Too many requests in a short time.',
    'Wait a moment and try again.',
    'มีคำขอมากเกินไปในเวลาสั้น',
    'รอสักครู่แล้วลองใหม่',
  ),
  signature_invalid: row(
    401,
    false,
    'The signature of this delivery is not right.',
    'Compare the webhook secret with the provider’s console.',
    'ลายเซ็นของข้อมูลที่ส่งมาไม่ถูกต้อง',
    'เทียบรหัสลับเว็บฮุกกับหน้าจอของผู้ให้บริการ',
  ),
  webhook_not_set_up: row(
    401,
    false,
    'No webhook secret is set for this provider.',
    'Set it up under Connections.',
    'ยังไม่ได้ตั้งรหัสลับเว็บฮุกของผู้ให้บริการนี้',
    'ตั้งค่าได้ที่หน้าการเชื่อมต่อ',
  ),
  delivery_stale: row(
    401,
    false,
    'This delivery is too old.',
    'Check the clock of this machine.',
    'ข้อมูลที่ส่งมาเก่าเกินไป',
    'ตรวจสอบนาฬิกาของเครื่องนี้',
  ),
  provider_not_configured: row(
    409,
    false,
    'This provider is not set up yet.',
    'Fill in its keys under Connections.',
    'ยังไม่ได้ตั้งค่าผู้ให้บริการรายนี้',
    'กรอกรหัสเชื่อมต่อที่หน้าการเชื่อมต่อ',
  ),
  provider_paused: row(
    409,
    false,
    'This provider is paused.',
    'Resume it under Connections.',
    'ผู้ให้บริการรายนี้ถูกพักไว้',
    'เปิดใช้งานอีกครั้งที่หน้าการเชื่อมต่อ',
  ),
  provider_rejected: row(
    502,
    false,
    'The provider refused the request.',
    'Read its reason, correct it and try again.',
    'ผู้ให้บริการปฏิเสธคำขอ',
    'อ่านเหตุผล แก้ไข แล้วลองใหม่',
  ),
  provider_credentials: row(
    502,
    false,
    'The provider does not accept our keys.',
    'Check the keys under Connections.',
    'ผู้ให้บริการไม่ยอมรับรหัสเชื่อมต่อ',
    'ตรวจสอบรหัสที่หน้าการเชื่อมต่อ',
  ),
  provider_failed: row(
    502,
    true,
    'The provider has a fault.',
    'Wait a moment; we try again by ourselves where it is safe.',
    'ระบบของผู้ให้บริการขัดข้อง',
    'รอสักครู่ ระบบจะลองใหม่ให้เองเมื่อปลอดภัย',
  ),
  provider_answer_unreadable: row(
    502,
    false,
    'The provider answered in a form we do not know.',
    'Report it with the request number.',
    'ผู้ให้บริการตอบกลับในรูปแบบที่ไม่รู้จัก',
    'แจ้งพร้อมหมายเลขคำขอ',
  ),
  provider_unavailable: row(
    503,
    true,
    'The provider fails at the moment, so we pause calls to it.',
    'We try again within seconds; use another way meanwhile.',
    'ผู้ให้บริการขัดข้อง จึงพักการเชื่อมต่อชั่วคราว',
    'ระบบจะลองใหม่ในไม่กี่วินาที ระหว่างนี้ใช้ช่องทางอื่น',
  ),
  provider_timeout: row(
    504,
    true,
    'The provider did not answer in time.',
    'We try again by ourselves where it is safe.',
    'ผู้ให้บริการไม่ตอบในเวลาที่กำหนด',
    'ระบบจะลองใหม่ให้เองเมื่อปลอดภัย',
  ),
  outcome_unknown: row(
    504,
    false,
    'We do not know yet whether the provider did it.',
    'Do not repeat it. We are asking the provider.',
    'ยังไม่ทราบว่าผู้ให้บริการทำรายการแล้วหรือไม่',
    'อย่าทำซ้ำ ระบบกำลังสอบถามผู้ให้บริการ',
  ),
  address_unreachable: row(
    502,
    true,
    'Our public address does not answer from outside.',
    'Look at the tunnel; we try again by ourselves.',
    'ที่อยู่สาธารณะของเราไม่ตอบสนองจากภายนอก',
    'ตรวจสอบทางเข้าจากภายนอกที่หน้าการเชื่อมต่อ ระบบจะลองใหม่ให้เอง',
  ),
  host_refused: row(
    403,
    false,
    'This address may not be called.',
    'Practice mode talks to the sandbox only; live mode to the hosts an administrator allowed.',
    'ไม่อนุญาตให้เรียกที่อยู่นี้',
    'โหมดฝึกใช้ได้เฉพาะระบบจำลองเท่านั้น',
  ),
  busy: row(503, true, 'The agent is busy.', 'Try again in a moment.', 'ระบบกำลังทำงานหนัก', 'ลองใหม่อีกครั้งในอีกสักครู่'),
  storage_unavailable: row(
    503,
    true,
    'The agent cannot write to its disk.',
    'Tell an administrator: disk full, or the data folder is locked.',
    'ระบบบันทึกข้อมูลลงดิสก์ไม่ได้',
    'แจ้งผู้ดูแลระบบ: ดิสก์เต็มหรือโฟลเดอร์ข้อมูลถูกล็อก',
  ),
  certificate_changed: row(
    502,
    false,
    'The agent shows another certificate than the one you paired with.',
    'Do not sign in. Ask an administrator, then pair again.',
    'ใบรับรองของระบบไม่ตรงกับตอนจับคู่',
    'อย่าเข้าสู่ระบบ ติดต่อผู้ดูแลแล้วจับคู่ใหม่',
  ),
  agent_unreachable: row(
    503,
    true,
    'The agent cannot be reached.',
    'Check the network and that the agent runs.',
    'ติดต่อระบบเอเจนต์ไม่ได้',
    'ตรวจสอบเครือข่ายและการทำงานของเอเจนต์',
  ),
  internal: row(
    500,
    false,
    'Something went wrong on our side.',
    'Report it with the request number.',
    'เกิดข้อผิดพลาดภายในระบบ',
    'แจ้งพร้อมหมายเลขคำขอ',
  ),
} as const;

export type ErrorCode = keyof typeof ERRORS;
export const errorCodes = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/** What a failed API call answers, on every route. */
export const ErrorReply = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    message: z.string(),
    hint: z.string(),
    requestId: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
  }),
});
export type ErrorReply = z.infer<typeof ErrorReply>;

export type AppErrorDetails = {
  /** Replaces the table's sentence when more is known; shown to staff, so never a secret. */
  message?: string;
  hint?: string;
  fields?: Record<string, string>;
  /** The provider's own code, for the log and the details fold. */
  providerCode?: string;
  providerMessage?: string;
  /** Whether the call may have taken effect at the provider. Absent: it did not. */
  outcome?: 'refused' | 'unknown';
  retryAfterSeconds?: number;
  cause?: unknown;
};

/** The one fault class. Expected outcomes (declined, sold out) are values, not faults. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: AppErrorDetails;

  constructor(code: ErrorCode, details: AppErrorDetails = {}) {
    super(details.message ?? ERRORS[code].message.en, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get hint(): string {
    return this.details.hint ?? ERRORS[this.code].hint.en;
  }
}

/** Wraps whatever was thrown; an AppError stays itself. */
export function toAppError(fault: unknown): AppError {
  return fault instanceof AppError ? fault : new AppError('internal', { cause: fault });
}

type Sentence = { en: string; th: string };
type ErrorRow = { status: number; retryable: boolean; message: Sentence; hint: Sentence };

function row(status: number, retryable: boolean, ...[message, hint, messageTh, hintTh]: [string, string, string, string]): ErrorRow {
  return { status, retryable, message: { en: message, th: messageTh }, hint: { en: hint, th: hintTh } };
}
