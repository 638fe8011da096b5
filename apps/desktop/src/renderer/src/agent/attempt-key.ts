import { useState } from 'react';
import { isPlainRefusal } from './agent-fault.ts';

/** The idempotency key of one form: the same for every repeat of a try whose end is not known, a new one once the agent has said no. */
export type AttemptKey = { readonly value: string; refused: (fault: unknown) => void };

export function createAttemptKey(next: () => string): AttemptKey {
  let value = next();
  return {
    get value() {
      return value;
    },
    refused: (fault) => {
      if (isPlainRefusal(fault)) value = next();
    },
  };
}

export function useAttemptKey(): AttemptKey {
  const [key] = useState(() => createAttemptKey(() => crypto.randomUUID()));
  return key;
}
