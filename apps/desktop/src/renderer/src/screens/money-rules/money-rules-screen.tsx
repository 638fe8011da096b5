import type { MoneyRules } from '@banrimkwae/contract/money-rules';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { MoneyTabs } from '../../shell/money-tabs.tsx';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../text/use-text.ts';
import { useResort } from '../../time/resort.tsx';
import { CostsSection } from './costs-section.tsx';
import { HoldsSection } from './holds-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import styles from './money-rules.module.css';
import { RoutingSection } from './routing-section.tsx';
import { changesBetween, draftOf, type RulesDraft, rulesOf } from './rules-draft.ts';
import { SaveRules } from './save-rules.tsx';
import { useChoices } from './use-choices.ts';
import { useRuleWords } from './use-rule-words.ts';

const newKey = () => crypto.randomUUID();
const nothing: ReadonlySet<string> = new Set();

/** Who may refund how much, where payments go, what they cost and what is looked at first. */
export function MoneyRulesScreen() {
  const { t } = useText();
  const rules = useQuery(useApi().moneyRules.get.queryOptions({ refetchOnMount: 'always' }));
  return (
    <Page title={t('shell.places.payments')} state={t('moneyRules.about')}>
      <MoneyTabs current="rules" />
      <Loaded query={rules}>{(data) => <Editor saved={data} />}</Loaded>
    </Page>
  );
}

/** Everything is saved at once, after what changes has been read in sentences. */
function Editor({ saved }: { saved: MoneyRules }) {
  const { t } = useText();
  const currency = useResort().currency;
  const [draft, setDraft] = useState<RulesDraft>(() => draftOf(saved, { newKey, currency }));
  const set = (part: Partial<RulesDraft>) => setDraft({ ...draft, ...part });
  const choices = useChoices(draft);
  const words = useRuleWords();
  const read = rulesOf(draft);
  const wrong = 'wrong' in read ? read.wrong : nothing;
  const next = 'rules' in read ? read.rules : undefined;
  const changes = changesBetween(words(saved), next ? words(next) : words(saved));
  const same = next !== undefined && changes.gone.length + changes.added.length === 0;
  const shared = { choices, wrong, newKey };
  return (
    <div className={styles.sections}>
      <LimitsSection rows={draft.limits} set={(limits) => set({ limits })} {...shared} />
      <RoutingSection rows={draft.routes} set={(routes) => set({ routes })} {...shared} />
      <CostsSection rows={draft.costs} set={(costs) => set({ costs })} {...shared} />
      <HoldsSection holds={draft.holds} set={(holds) => set({ holds })} {...shared} />
      <div className={styles.foot}>
        <SaveRules rules={next} changes={changes} same={same} />
        <Button variant="default" disabled={same} onClick={() => setDraft(draftOf(saved, { newKey, currency }))}>
          {t('moneyRules.undo')}
        </Button>
      </div>
    </div>
  );
}
