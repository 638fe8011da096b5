import type { TunnelKind, TunnelOption } from '@banrimkwae/contract/tunnel';
import { Stack, UnstyledButton } from '@mantine/core';
import { IconCircle, IconCircleDotFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { YesNoBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import styles from './tunnel.module.css';
import { TunnelForm } from './tunnel-form.tsx';

/** Which of the four ways in, and its form. */
export function TunnelSetup() {
  const options = useQuery(useApi().tunnel.options.queryOptions({ refetchOnMount: 'always' }));
  return <Loaded query={options}>{(data) => <Choice options={data} />}</Loaded>;
}

function Choice({ options }: { options: readonly TunnelOption[] }) {
  const { t } = useText();
  const [kind, setKind] = useState<TunnelKind | undefined>(options.find(({ chosen }) => chosen)?.kind);
  const option = options.find((one) => one.kind === kind);
  return (
    <Stack gap={20}>
      <div className={styles.ways} role="radiogroup" aria-label={t('wayIn.choose')}>
        {options.map((one) => (
          <Way key={one.kind} option={one} checked={one.kind === kind} choose={() => setKind(one.kind)} />
        ))}
      </div>
      {option && <TunnelForm key={option.kind} option={option} />}
    </Stack>
  );
}

function Way({ option, checked, choose }: { option: TunnelOption; checked: boolean; choose: () => void }) {
  const { t, pick } = useText();
  const Mark = checked ? IconCircleDotFilled : IconCircle;
  return (
    <UnstyledButton role="radio" aria-checked={checked} className={styles.way} onClick={choose}>
      <Mark size={18} aria-hidden className={styles.mark} />
      <span>
        <span className={styles.wayName}>
          {option.name}
          {option.chosen && <YesNoBadge yes>{t('wayIn.inUse')}</YesNoBadge>}
        </span>
        <span className={styles.wayAbout}>{pick(option.about)}</span>
        {option.missing && <span className={styles.warn}>{pick(option.missing)}</span>}
      </span>
    </UnstyledButton>
  );
}
