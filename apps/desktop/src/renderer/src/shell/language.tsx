import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isLanguage, type Language, languages } from '../text/i18n.ts';
import { useText } from '../text/use-text.ts';

const KEY = 'language';

/** The language this machine was last used in; Thai where nothing is known and the browser does not say English. */
export function startLanguage(store: Storage, preferred: string): Language {
  const kept = store.getItem(KEY);
  if (isLanguage(kept)) return kept;
  return preferred.startsWith('en') ? 'en' : 'th';
}

/** Shows every text in another language, here and after the next start. */
export function useSwitchLanguage(): (language: Language) => void {
  const { i18n } = useTranslation();
  return (language) => {
    localStorage.setItem(KEY, language);
    document.documentElement.lang = language;
    void i18n.changeLanguage(language);
  };
}

/** Every language by its own name. */
export const languageNames: Record<Language, string> = { en: 'English', th: 'ไทย' };

/** Names the other language in that language, so that whoever needs it can read it. */
export function LanguageButton({ choose }: { choose: (language: Language) => void }) {
  const { language } = useText();
  const other = languages.find((one) => one !== language) ?? 'en';
  return (
    <Button variant="subtle" color="gray" size="compact-sm" lang={other} onClick={() => choose(other)}>
      {languageNames[other]}
    </Button>
  );
}
