export type Sample = { heapMb: number; rssMb: number };

/** Of the heap after a collection: what a run may leave behind and still count as nothing. */
const FLAT_MB = 8;

/** Growth of the heap after a collection, from the second quarter of the samples (what is warm stays) to the last. */
export function judgeMemory(samples: readonly Sample[]): { flat: boolean; text: string } {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const before = samples.slice(quarter, 2 * quarter);
  const after = samples.slice(-quarter);
  const heap = lowest(after, 'heapMb') - lowest(before, 'heapMb');
  const resident = lowest(after, 'rssMb') - lowest(before, 'rssMb');
  const flat = samples.length >= 4 && heap <= FLAT_MB;
  return { flat, text: `heap ${signed(heap)} MB, resident ${signed(resident)} MB` };
}

function lowest(samples: readonly Sample[], size: keyof Sample): number {
  return Math.min(...samples.map((sample) => sample[size]));
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
