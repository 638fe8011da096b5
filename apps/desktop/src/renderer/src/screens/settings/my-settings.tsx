import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSession } from '../../access/session-context.tsx';
import { useAgent } from '../../agent/agent-context.tsx';
import { Facts } from '../../details/facts.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { densities, useDensity } from '../../look/density.ts';
import { languageNames } from '../../shell/language.tsx';
import { useMyLanguage } from '../../shell/my-language.ts';
import { languages } from '../../text/i18n.ts';
import { useText } from '../../text/use-text.ts';
import styles from './settings.module.css';

/** Language, theme and density; who one is here. */
export function MySettings() {
  const { t } = useText();
  const { operator } = useSession();
  return (
    <div className={styles.card}>
      <Facts
        facts={[
          [t('settings.name'), operator.name],
          [
            t('access.username'),
            <span key="username" className="mono">
              {operator.username}
            </span>,
          ],
          [t('settings.role'), t(`access.roles.${operator.role}`)],
        ]}
      />
      <LanguageSetting />
      <ThemeSetting />
      <DensitySetting />
    </div>
  );
}

function Setting({ name, why, children }: { name: string; why: string; children: ReactNode }) {
  return (
    <div className={styles.setting}>
      <div>
        <p className={styles.name}>{name}</p>
        <p className={styles.why}>{why}</p>
      </div>
      {children}
    </div>
  );
}

function LanguageSetting() {
  const { t, language } = useText();
  const { mutate, error } = useMyLanguage();
  return (
    <Setting name={t('settings.language')} why={t('settings.languageWhy')}>
      <SegmentedControl
        aria-label={t('settings.language')}
        value={language}
        data={languages.map((value) => ({ value, label: languageNames[value] }))}
        onChange={mutate}
      />
      {error && <ErrorPanel fault={error} />}
    </Setting>
  );
}

const themes = ['auto', 'light', 'dark'] as const;

function ThemeSetting() {
  const { t } = useText();
  const { platform } = useAgent();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Setting name={t('settings.theme')} why={t('settings.themeWhy')}>
      <SegmentedControl
        aria-label={t('settings.theme')}
        value={colorScheme}
        data={themes.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
        onChange={(next) => {
          setColorScheme(next);
          void platform.theme(next === 'auto' ? 'system' : next);
        }}
      />
    </Setting>
  );
}

function DensitySetting() {
  const { t } = useText();
  const { density, setDensity } = useDensity();
  return (
    <Setting name={t('settings.density')} why={t('settings.densityWhy')}>
      <SegmentedControl
        aria-label={t('settings.density')}
        value={density}
        data={densities.map((value) => ({ value, label: t(`settings.densities.${value}`) }))}
        onChange={setDensity}
      />
    </Setting>
  );
}
