import type { Approval } from '@banrimkwae/contract/approvals';
import { allows } from '@banrimkwae/contract/roles';
import type { Actor } from '../access/index.ts';
import type { ApprovalRow } from './approval-table.ts';

type Verdict = Approval['canDecide'] & { code?: 'conflict' | 'second_person' | 'forbidden' };

const DECIDED: Verdict = {
  allowed: false,
  code: 'conflict',
  reason: { en: 'It is decided already. Open it again to see how.', th: 'รายการนี้ตัดสินแล้ว เปิดอีกครั้งเพื่อดูผล' },
};
const OWN: Verdict = {
  allowed: false,
  code: 'second_person',
  reason: {
    en: 'You asked for this yourself. Somebody else who may approve it has to decide.',
    th: 'คุณเป็นผู้ขอรายการนี้เอง ต้องให้ผู้มีสิทธิ์คนอื่นอนุมัติ',
  },
};
const MACHINE: Verdict = {
  allowed: false,
  code: 'forbidden',
  reason: {
    en: 'An API key cannot approve. A manager or an administrator has to.',
    th: 'คีย์ API อนุมัติไม่ได้ ต้องให้ผู้จัดการหรือผู้ดูแลระบบอนุมัติ',
  },
};
const ROLE: Verdict = {
  allowed: false,
  code: 'forbidden',
  reason: { en: 'Your role may not approve. Ask a manager or an administrator.', th: 'สิทธิ์ของคุณอนุมัติไม่ได้ ติดต่อผู้จัดการหรือผู้ดูแลระบบ' },
};

/** Whether somebody may decide, and the sentence that says why not. */
export function whoMayDecide(approval: ApprovalRow, { id, holder }: Actor): Verdict {
  if (approval.state !== 'waiting') return DECIDED;
  if (holder === undefined || holder === 'api_key') return MACHINE;
  if (!allows(holder, 'payments.approve')) return ROLE;
  return approval.requested_by_id === id ? OWN : { allowed: true, reason: null };
}
