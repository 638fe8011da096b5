export type Call = { api: string; input: unknown[] };

/** Remembers what the app asked of the system, where the stand-in has no system to ask. */
export class Recorder {
  readonly calls: Call[] = [];

  note(api: string, ...input: unknown[]): void {
    this.calls.push({ api, input });
  }
}

/** Asking for anything the stand-in lacks says so, instead of an undefined that surfaces elsewhere. */
export function strict<Part extends object>(name: string, part: Part): Part {
  return new Proxy(part, {
    get: (target, key, receiver) => {
      const quiet = key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON';
      if (!quiet) throw new Error(`electron-standin: ${name}.${key} is not there`);
      return Reflect.get(target, key, receiver);
    },
  });
}

export type PreventableEvent = { defaultPrevented: boolean; preventDefault: () => void };

export function preventable(): PreventableEvent {
  const event: PreventableEvent = {
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true;
    },
  };
  return event;
}
