import type { ReplayPlan } from '@banrimkwae/contract/recovery';
import type { Effect } from '@banrimkwae/contract/traffic';
import { Switch } from '@mantine/core';
import { type Icon, IconCoin, IconMessage, IconNotebook } from '@tabler/icons-react';
import { showCount } from '../../connections/figures.ts';
import { useText } from '../../text/use-text.ts';
import type { PlanChoice } from './plan-choice.ts';
import styles from './replays.module.css';

const marks: Record<Effect, Icon> = { none: IconNotebook, message: IconMessage, money: IconCoin };

type GroupsProps = { plan: ReplayPlan; choice: PlanChoice; change: (choice: PlanChoice) => void };

/** The counted deliveries by the worst they can bring about; each group has its switch, money's is off. */
export function PlanGroups({ plan, choice, change }: GroupsProps) {
  const { t } = useText();
  const applied = plan.groups.filter(({ effect }) => choice.effects.includes(effect)).reduce((sum, group) => sum + group.applied, 0);
  const toggle = (effect: Effect, on: boolean) =>
    change({ ...choice, effects: on ? [...choice.effects, effect] : choice.effects.filter((one) => one !== effect) });
  return (
    <div className={styles.groups}>
      {plan.groups.map(({ effect, total, open, applied: done }) => {
        const Mark = marks[effect];
        const on = choice.effects.includes(effect);
        return (
          <div key={effect} className={styles.group} data-on={on} data-effect={effect}>
            <Mark size={20} stroke={1.75} aria-hidden className={styles.mark} />
            <div className={styles.words}>
              <Switch
                labelPosition="left"
                label={t(`states.effect.${effect}`)}
                description={t(`replay.groups.${effect}`)}
                checked={on}
                disabled={total === 0}
                classNames={{ body: styles.switch, label: styles.switchLabel }}
                onChange={(event) => toggle(effect, event.currentTarget.checked)}
              />
              <p className={styles.counts}>
                <strong>{t('replay.open', { count: open, shown: showCount(open) })}</strong> ·{' '}
                <span className="quiet">{t('replay.applied', { count: done, shown: showCount(done) })}</span>
              </p>
              {effect === 'money' && total > 0 && <p className={styles.caution}>{t(on ? 'replay.moneyOn' : 'replay.moneyOff')}</p>}
            </div>
          </div>
        );
      })}
      <Switch
        label={t('replay.includeApplied', { count: applied, shown: showCount(applied) })}
        description={t('replay.includeAppliedWhy')}
        checked={choice.includeApplied}
        onChange={(event) => change({ ...choice, includeApplied: event.currentTarget.checked })}
      />
    </div>
  );
}
