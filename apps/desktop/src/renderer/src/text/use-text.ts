import type { Bilingual } from '@banrimkwae/contract/primitives';
import { useTranslation } from 'react-i18next';
import type { Language } from './i18n.ts';

/** The texts of the current language, and which one that is. */
export function useText() {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'th' ? 'th' : 'en';
  /** A text the agent sends in both languages. */
  const pick = (text: Bilingual) => text[language];
  return { t, language, pick };
}
