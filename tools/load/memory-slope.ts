/** Resident memory in MB at so many minutes. */
export type Sample = { minutes: number; mb: number };
export type Slope = { mbPerMinute: number /** Half the width of the 95 % interval. */; margin: number };

const NORMAL_95 = 1.96;

/** The straight line through the samples by least squares, and how sure it is. */
export function slopeOf(samples: readonly Sample[]): Slope {
  const count = samples.length;
  const meanMinutes = mean(samples.map(({ minutes }) => minutes));
  const meanMb = mean(samples.map(({ mb }) => mb));
  const spread = sum(samples.map(({ minutes }) => (minutes - meanMinutes) ** 2));
  const mbPerMinute = sum(samples.map(({ minutes, mb }) => (minutes - meanMinutes) * (mb - meanMb))) / spread;
  const residuals = samples.map(({ minutes, mb }) => mb - meanMb - mbPerMinute * (minutes - meanMinutes));
  // Memory goes up and down with the collector: neighbouring samples are not independent, so fewer of them count.
  const independent = Math.max(3, count * independence(residuals));
  const error = Math.sqrt(sum(residuals.map((residual) => residual ** 2)) / (independent - 2) / ((spread * independent) / count));
  return { mbPerMinute, margin: NORMAL_95 * error };
}

/** Share of the samples that say something new, from how much each resembles the one before. */
function independence(residuals: readonly number[]): number {
  const variance = sum(residuals.map((residual) => residual ** 2));
  if (variance === 0) return 1;
  const likeness = sum(residuals.slice(1).map((residual, index) => residual * (residuals[index] ?? 0))) / variance;
  const bounded = Math.min(0.99, Math.max(0, likeness));
  return (1 - bounded) / (1 + bounded);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
