import { createContext, type RefObject, use } from 'react';

/** Set when somebody chose a guest to answer, so that the field for the answer takes the focus; walking through the list does not set it. */
export const AnsweringContext = createContext<RefObject<boolean> | undefined>(undefined);

export function useAnswering(): RefObject<boolean> {
  const answering = use(AnsweringContext);
  if (!answering) throw new Error('useAnswering needs an AnsweringContext above it.');
  return answering;
}
