import { useText } from '../../text/use-text.ts';

/** How whoever acted is called: people and keys by name, the agent in words. */
export function useActorName(): (actor: string) => string {
  const { t } = useText();
  return (actor) => (actor === 'agent' ? t('approvals.theAgent') : actor);
}
