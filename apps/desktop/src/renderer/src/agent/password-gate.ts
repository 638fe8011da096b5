/** Where a call that needs the password again waits for it. One question for all calls that wait at the same time. */
export type PasswordGate = {
  /** True once the password was given, false when the person would rather not. */
  ask: () => Promise<boolean>;
  answer: (given: boolean) => void;
  /** Whether somebody is being asked. */
  isAsking: () => boolean;
  /** Tells of every change of `isAsking`; answers how to stop. */
  subscribe: (listener: () => void) => () => void;
};

export function createPasswordGate(): PasswordGate {
  const listeners = new Set<() => void>();
  let waiting: PromiseWithResolvers<boolean> | undefined;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    ask: () => {
      if (waiting === undefined) {
        waiting = Promise.withResolvers();
        tell();
      }
      return waiting.promise;
    },
    answer: (given) => {
      waiting?.resolve(given);
      waiting = undefined;
      tell();
    },
    isAsking: () => waiting !== undefined,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
