import { paymentMethods } from '@banrimkwae/contract/payments';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { useProviderName } from '../../connections/provider-name.tsx';
import { useText } from '../../text/use-text.ts';
import { useResort } from '../../time/resort.tsx';
import type { RulesDraft } from './rules-draft.ts';

type Choice = { value: string; label: string };
export type Choices = { providers: Choice[]; currencies: string[]; methods: Choice[]; usual: string };

/** What rules can be about: providers that take payments, their currencies, and whatever the rules name already. */
export function useChoices(draft: RulesDraft): Choices {
  const { t } = useText();
  const usual = useResort().currency;
  const providerName = useProviderName();
  const options = useQuery(useApi().payments.options.queryOptions()).data ?? [];
  const providers = new Set([
    ...options.map(({ provider }) => provider),
    ...draft.routes.flatMap(({ providers: named }) => named),
    ...draft.costs.map(({ provider }) => provider),
  ]);
  const currencies = new Set([
    usual,
    ...options.flatMap((option) => option.currencies),
    ...[...draft.limits, ...draft.costs, ...draft.holds.amountOver].map(({ currency }) => currency),
    ...draft.routes.flatMap(({ currency }) => currency ?? []),
  ]);
  return {
    providers: [...providers].map((value) => ({ value, label: providerName(value) })),
    currencies: [...currencies],
    methods: paymentMethods.map((value) => ({ value, label: t(`payments.methods.${value}`) })),
    usual,
  };
}
