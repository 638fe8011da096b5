/** Hundredths of a percent as people write them: 365 → "3.65 %"; a dash where nothing is known. */
export function showBasisPoints(basisPoints: number | null): string {
  return basisPoints === null ? '–' : `${percentText(basisPoints)} %`;
}

/** 365 → "3.65". */
export function percentText(basisPoints: number): string {
  return `${Math.trunc(basisPoints / 100)}.${String(basisPoints % 100).padStart(2, '0')}`;
}

/** "3.65" or "3,65" → 365; undefined for what is no percentage from 0 to 100 with two places. */
export function parsePercent(text: string): number | undefined {
  const parts = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s%]/g, ''));
  if (!parts) return undefined;
  const basisPoints = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
  return basisPoints <= 10_000 ? basisPoints : undefined;
}
