/** What was seen of one stream in an hour of the week and its neighbours, a row a week. */
export type SeenWeek = { longestSeconds: number; events: number };
export type Normal = { known: false } | { known: true; longestSeconds: number; alarmSeconds: number };

/** Fewer weeks than this say nothing about a week. */
const FEWEST_WEEKS = 2;
/** From so many weeks on, the longest is left out: it may have been a silence that nobody noticed. */
const WEEKS_FOR_OUTLIER = 5;
const FEWEST_EVENTS = 20;
/** One ordinary pause in so many sets of pauses like those that were seen may be an alarm: about one a year and stream. */
const ONE_IN = 20_000;
const FEWEST_PAUSES = 8;
const SHORTEST_ALARM_SECONDS = 600;

/**
 * The longest silence that is normal at an hour of the week, and the one at which to speak up. `events`: of the stream in all kept weeks; what
 * comes too seldom has no rhythm.
 */
export function normalSilence(weeks: readonly SeenWeek[], events: number): Normal {
  if (weeks.length < FEWEST_WEEKS || events < FEWEST_EVENTS) return { known: false };
  const longest = weeks.map(({ longestSeconds }) => longestSeconds).sort((left, right) => right - left);
  const longestSeconds = longest[longest.length >= WEEKS_FOR_OUTLIER ? 1 : 0] ?? 0;
  return { known: true, longestSeconds, alarmSeconds: Math.max(SHORTEST_ALARM_SECONDS, Math.ceil(longestSeconds * marginOver(weeks))) };
}

/**
 * Chance makes longer pauses than were ever seen. If guests come independently of each other, the longest of n pauses is about ln(n) average
 * ones, and one in K·n is longer than ln(K·n): the fewer were seen, the more the longest of them falls short.
 */
function marginOver(weeks: readonly SeenWeek[]): number {
  const pauses = Math.max(
    FEWEST_PAUSES,
    weeks.reduce((sum, { events }) => sum + events, 0),
  );
  return 1 + Math.log(ONE_IN) / Math.log(pauses);
}
