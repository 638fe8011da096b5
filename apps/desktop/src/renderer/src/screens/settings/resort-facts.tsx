import { Facts } from '../../details/facts.tsx';
import { languageNames } from '../../shell/language.tsx';
import { useText } from '../../text/use-text.ts';
import { useSystem } from '../../time/resort.tsx';
import styles from './settings.module.css';

/** What every desktop and every message to a guest goes by. */
export function ResortFacts() {
  const { t } = useText();
  const { resort, profile } = useSystem();
  return (
    <div className={styles.card}>
      <p className={styles.why}>{t('settings.resort.about')}</p>
      <Facts
        facts={[
          [t('settings.resort.nameEn'), resort.name.en],
          [t('settings.resort.nameTh'), resort.name.th],
          [t('settings.resort.address'), resort.address],
          [t('settings.resort.place'), `${resort.latitude}, ${resort.longitude}`],
          [t('settings.resort.timeZone'), resort.timeZone],
          [t('settings.resort.currency'), resort.currency],
          [t('settings.resort.languages'), resort.languages.map((language) => languageNames[language]).join(', ')],
          [t('settings.resort.profile'), t(`settings.resort.profiles.${profile}`)],
        ]}
      />
    </div>
  );
}
