import { AppError } from '@banrimkwae/contract/errors';
import { api } from '../access/index.ts';

// On the integration branch only: each room replaces its entries with its own routes.
const refuse = (): never => {
  throw new AppError('not_supported');
};
function refuseAll<Part extends object>(part: Part, names: readonly (keyof Part)[]) {
  // biome-ignore lint/suspicious/noExplicitAny: gone before it lands
  return Object.fromEntries(names.map((name) => [name, (part[name] as any).handler(refuse)])) as any;
}
export const unbuiltTunnel = refuseAll(api.tunnel, ['status', 'options', 'configure', 'hostKeys', 'restart', 'check', 'remove']);
export const unbuiltReplays = refuseAll(api.recovery, [
  'planReplay',
  'startReplay',
  'replays',
  'replay',
  'pauseReplay',
  'resumeReplay',
  'cancelReplay',
  'deadLetterGroups',
  'deadLetters',
  'retryDeadLetters',
  'discardDeadLetters',
]);
export const unbuiltWebhooks = refuseAll(api.providers, [
  'webhookCards',
  'registerEverywhere',
  'confirmWebhook',
  'rotateWebhookSecret',
  'endPreviousSecret',
]);
