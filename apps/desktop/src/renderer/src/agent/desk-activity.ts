const EVERY = 60_000;

export type ActivityParts = {
  /** Tells the agent; what comes of it is nobody's concern here. */
  tell: () => Promise<unknown>;
  /** Calls later and answers how to call it off. */
  wait: (milliseconds: number, then: () => void) => () => void;
};

/** Somebody used keys or pointer. Told at once and then at most once a minute, so that the agent knows to the minute when a desk was last worked at. */
export function createDeskActivity({ tell, wait }: ActivityParts): { used: () => void; stop: () => void } {
  let again = false;
  let callOff: (() => void) | undefined;
  const send = () => {
    again = false;
    // A desk that cannot be told about is noticed by the next thing a person does; the worst that follows is one password more.
    tell().catch(() => undefined);
    callOff = wait(EVERY, () => {
      callOff = undefined;
      if (again) send();
    });
  };
  return {
    used: () => {
      if (callOff === undefined) send();
      else again = true;
    },
    stop: () => callOff?.(),
  };
}
