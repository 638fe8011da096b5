import type { DeskInfo } from '@banrimkwae/contract/desk';
import type { OpenedKeychain } from './keychain.ts';

const REMEMBERED = {
  en: 'Your sign-in is kept in the keychain of this computer.',
  th: 'การเข้าสู่ระบบของคุณถูกเก็บไว้ในพวงกุญแจของเครื่องนี้',
};
const FORGOTTEN = {
  en: 'This computer has no keychain, so you have to sign in again after closing the app.',
  th: 'เครื่องนี้ไม่มีพวงกุญแจสำหรับเก็บรหัส จึงต้องเข้าสู่ระบบใหม่ทุกครั้งหลังปิดโปรแกรม',
};

export function deskInfo(desk: { version: string; platform: string; practice: boolean }, keychain: OpenedKeychain): DeskInfo {
  return { ...desk, keychain: { available: keychain.available, sentence: keychain.available ? REMEMBERED : FORGOTTEN } };
}
