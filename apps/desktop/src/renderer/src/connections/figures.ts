const number = new Intl.NumberFormat('en');

/** 1204 → "1,204". */
export function showCount(count: number): string {
  return number.format(count);
}

/** 0.998 → "99.8 %"; a dash while nothing was asked. Never rounds a failure away to 100 %. */
export function showRate(rate: number | null): string {
  if (rate === null) return '–';
  const percent = rate === 1 ? 100 : Math.min(99.9, Math.floor(rate * 1000) / 10);
  return `${percent} %`;
}

/** 4210 → "4,210 ms", 30000 → "30 s". */
export function showMilliseconds(milliseconds: number | null): string {
  if (milliseconds === null) return '–';
  return milliseconds < 10_000 ? `${number.format(Math.round(milliseconds))} ms` : `${number.format(Math.round(milliseconds / 1000))} s`;
}
