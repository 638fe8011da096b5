import { type LastCall, SECOND_MS } from './gap-ground.ts';

/** `suspected`: calls go unanswered, but it takes more of them to tell the line from a provider. Times in milliseconds since 1970. */
export type LineVerdict = { state: 'up' } | { state: 'suspected' | 'down'; since: number };

/** One provider alone may be down by itself. */
const FEWEST_PROVIDERS = 2;
const DOWN_AFTER_MS = 60 * SECOND_MS;

/**
 * The internet line is down when, since the last answer of anybody, at least two providers were called and none answered for a minute. It is up
 * again with the first answer. Called at every beat.
 */
export function createLineJudge(): (calls: readonly LastCall[], now: number) => LineVerdict {
  let lastAnswer = 0;
  let began: { at: number; afterAnswer: number } | undefined;
  return (calls, now) => {
    // A newer call to the same provider hides its answer, so it is remembered.
    lastAnswer = Math.max(lastAnswer, ...calls.filter(({ answered }) => answered).map(({ at }) => at));
    const unanswered = calls.filter(({ answered, at }) => !answered && at > lastAnswer);
    if (unanswered.length === 0) {
      began = undefined;
      return { state: 'up' };
    }
    const first = Math.min(...unanswered.map(({ at }) => at));
    const since = began?.afterAnswer === lastAnswer ? Math.min(began.at, first) : first;
    began = { at: since, afterAnswer: lastAnswer };
    const isDown = unanswered.length >= FEWEST_PROVIDERS && now - since >= DOWN_AFTER_MS;
    return { state: isDown ? 'down' : 'suspected', since };
  };
}
