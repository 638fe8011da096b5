import { ERRORS, type ErrorCode } from '@banrimkwae/contract/errors';
import type { WebhookSetup } from '@banrimkwae/contract/providers';
import type { Problem } from '@banrimkwae/contract/system';
import type { ProvidersGround } from './ground.ts';

type Found = { severity: Problem['severity']; problem: NonNullable<WebhookSetup['problem']> };
type Setup = Omit<WebhookSetup, 'problem'>;
type Sentence = Problem['sentence'];

/** Why a provider's news do not arrive as they should, and what to do; undefined: nothing is wrong, or it is not in use. */
export function findProblem(ground: ProvidersGround, id: string, setup: Setup): Found | undefined {
  const { name, ready, connector } = ground.providers.find(id);
  const { webhook, webhookAsk } = ground.providers.row(id).configuration;
  if (!ready || setup.address === null) return undefined;
  const isAtAddress = setup.registeredAddress === setup.address && setup.state !== 'address_changed';
  const severity = isAtAddress || webhook === null ? 'waiting' : 'down';
  if (webhookAsk?.failure) return { severity, problem: { ...refusedSentences(name, webhookAsk.failure), since: webhookAsk.failure.at } };
  if (webhook === null || !isAtAddress) {
    // It is being told just now.
    if (webhookAsk !== null) return undefined;
    return { severity, problem: { ...untoldSentences(name, setup), since: webhook?.registeredAt ?? ground.providers.row(id).updated_at } };
  }
  if (setup.secrets.length === 0 && connector.manifest.webhook?.secret !== 'asked')
    return { severity: 'down', problem: { ...unsignedSentences(name), since: webhook.registeredAt } };
  const { proof } = setup;
  if (proof === null || proof.success) return undefined;
  return { severity: 'down', problem: { ...unprovedSentences(name, proof.message), since: proof.at } };
}

type Sentences = { sentence: Sentence; nextStep: Sentence };

function refusedSentences(name: string, { code, said }: { code: ErrorCode; said: string | null }): Sentences {
  const { message, hint } = ERRORS[code];
  const words = said === null ? '' : ` (${said})`;
  return {
    sentence: {
      en: `${name} was not told our address: ${message.en}${words}`,
      th: `แจ้งที่อยู่ของเราให้ ${name} ไม่สำเร็จ: ${message.th}${words}`,
    },
    nextStep: hint,
  };
}

function untoldSentences(name: string, { address, registeredAddress, canRegister, hasKeyInAddress }: Setup): Sentences {
  return {
    sentence:
      registeredAddress === null
        ? { en: `${name} does not know our address yet.`, th: `${name} ยังไม่ทราบที่อยู่ของเรา` }
        : hasKeyInAddress && registeredAddress === address
          ? { en: `${name} still calls our address with the old key.`, th: `${name} ยังใช้ที่อยู่ที่มีกุญแจเดิม` }
          : { en: `${name} still calls our old address.`, th: `${name} ยังส่งข้อมูลไปยังที่อยู่เดิมของเรา` },
    nextStep: canRegister
      ? { en: 'Open it and register the address.', th: 'เปิดดูแล้วลงทะเบียนที่อยู่' }
      : { en: 'Copy the address, paste it into its console and say so here.', th: 'คัดลอกที่อยู่ วางในหน้าจอของผู้ให้บริการ แล้วกดยืนยันที่นี่' },
  };
}

function unsignedSentences(name: string): Sentences {
  return {
    sentence: {
      en: `${name} calls us, but what it sends is refused: ${ERRORS.webhook_not_set_up.message.en}`,
      th: `${name} ส่งข้อมูลมา แต่รับไม่ได้: ${ERRORS.webhook_not_set_up.message.th}`,
    },
    nextStep: ERRORS.webhook_not_set_up.hint,
  };
}

function unprovedSentences(name: string, said: string): Sentences {
  return {
    sentence: { en: `A test of the way from ${name} to us failed. (${said})`, th: `ทดสอบเส้นทางจาก ${name} มายังเราไม่สำเร็จ (${said})` },
    nextStep: ERRORS.address_unreachable.hint,
  };
}
