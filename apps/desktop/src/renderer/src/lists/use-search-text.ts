import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

const WAIT = 250;

/** The text of a search field, and its slower echo in the address. */
export function useSearchText(start: string | undefined, apply: (text: string | undefined) => void): [string, (text: string) => void] {
  const [text, setText] = useState(start ?? '');
  const later = useDebouncedCallback((next: string) => apply(next.trim() === '' ? undefined : next.trim()), WAIT);
  return [
    text,
    (next) => {
      setText(next);
      later(next);
    },
  ];
}
