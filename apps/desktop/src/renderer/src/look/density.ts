import { useLocalStorage } from '@mantine/hooks';

export const densities = ['roomy', 'dense'] as const;
export type Density = (typeof densities)[number];

/** Height of a row in a list, px. Dense shows a fifth more rows on an old screen. */
const rowHeights: Record<Density, number> = { roomy: 44, dense: 34 };

/** How close together rows stand on this machine; every list follows at once. */
export function useDensity(): { density: Density; rowHeight: number; setDensity: (density: Density) => void } {
  const [kept, setDensity] = useLocalStorage<string>({ key: 'density', defaultValue: 'roomy', getInitialValueInEffect: false });
  const density = densities.find((one) => one === kept) ?? 'roomy';
  return { density, rowHeight: rowHeights[density], setDensity };
}
