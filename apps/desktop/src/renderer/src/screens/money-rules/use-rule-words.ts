import type { HoldRules, MoneyRules, ProviderCost, RefundLimit, RoutingRule } from '@banrimkwae/contract/money-rules';
import { useProviderName } from '../../connections/provider-name.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { useText } from '../../text/use-text.ts';
import { percentText } from '../fees/percent.ts';

/** Every rule as one sentence, so that a change can be read before it is saved. */
export function useRuleWords(): (rules: MoneyRules) => string[] {
  const words = { limit: useLimitWords(), route: useRouteWords(), cost: useCostWords(), hold: useHoldWords() };
  return ({ refundLimits, routing, costs, holds }) => [
    ...refundLimits.map(words.limit),
    ...routing.map(words.route),
    ...costs.map(words.cost),
    ...words.hold(holds),
  ];
}

export function useHolderName(): (holder: RefundLimit['holder']) => string {
  const { t } = useText();
  return (holder) => (holder === 'api_key' ? t('moneyRules.apiKey') : t(`access.roles.${holder}`));
}

function useLimitWords() {
  const { t } = useText();
  const holderName = useHolderName();
  return ({ holder, upTo }: RefundLimit) =>
    t(upTo.amount === 0 ? 'moneyRules.words.limitNone' : 'moneyRules.words.limit', {
      holder: holderName(holder),
      amount: showMoney(upTo),
      currency: upTo.currency,
    });
}

function useRouteWords() {
  const { t } = useText();
  const providerName = useProviderName();
  return ({ method, currency, from, upTo, providers }: RoutingRule, index: number) => {
    const amount = (value: number) => showMoney({ amount: value, currency: currency ?? '' });
    const parts = [
      method === null ? t('moneyRules.anyMethod') : t(`payments.methods.${method}`),
      currency === null ? t('moneyRules.anyCurrency') : currency,
      ...(from === null ? [] : [t('moneyRules.words.from', { amount: amount(from) })]),
      ...(upTo === null ? [] : [t('moneyRules.words.upTo', { amount: amount(upTo) })]),
    ];
    return `${index + 1}. ${parts.join(', ')}: ${providers.map(providerName).join(' → ')}`;
  };
}

function useCostWords() {
  const { t } = useText();
  const providerName = useProviderName();
  return ({ provider, method, basisPoints, fixed }: ProviderCost) => {
    const fixedPart = fixed === null ? '' : ` + ${showMoney(fixed)}`;
    return `${providerName(provider)}, ${t(`payments.methods.${method}`)}: ${percentText(basisPoints)} %${fixedPart}`;
  };
}

function useHoldWords() {
  const { t } = useText();
  return ({ riskLevels, amountOver, countryMismatch, triesOver }: HoldRules) => [
    ...riskLevels.map((level) => t(`moneyRules.risks.${level}`)),
    ...amountOver.map((amount) => t('moneyRules.words.over', { amount: showMoney(amount) })),
    ...(countryMismatch ? [t('moneyRules.country')] : []),
    ...(triesOver === null ? [] : [t('moneyRules.words.tries', { count: triesOver })]),
  ];
}
