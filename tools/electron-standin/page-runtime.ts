import { CODEC_SOURCE, decode, encode } from './codec.ts';

/** Everything here runs inside the page, put there as source text: once in the page's own world, once in the isolated world of the preload. */

type Packed = { function: number } | { promise: number } | { list: Packed[] } | { object: Record<string, Packed> } | { value: unknown };
type Settled = { id: number; value?: Packed; fault?: string };
type Message =
  | ({ kind: 'settle' | 'return' } & Settled)
  | { kind: 'call'; id: number; callee: number; input: Packed[] }
  | { kind: 'expose'; name: string; value: Packed };
type AnyFunction = (...input: unknown[]) => unknown;

/** What contextBridge does: carries values, functions and promises between two worlds that share a document and nothing else. */
export class WorldBridge {
  #next = 0;
  #outgoing: string;
  #functions = new Map<number, AnyFunction>();
  #ids = new WeakMap<AnyFunction, number>();
  #returned = new Map<number, Settled>();
  #promises = new Map<number, PromiseWithResolvers<unknown>>();
  onExpose: (name: string, value: unknown) => void = () => undefined;

  constructor(outgoing: string, incoming: string) {
    this.#outgoing = outgoing;
    window.addEventListener(incoming, (event) => this.#receive((event as CustomEvent<Message>).detail));
  }

  expose(name: string, value: unknown): void {
    this.#send({ kind: 'expose', name, value: this.#pack(value) });
  }

  /** The event is delivered before dispatchEvent returns: that makes calls across the bridge synchronous, as in Electron. */
  #send(message: Message): void {
    window.dispatchEvent(new CustomEvent(this.#outgoing, { detail: message }));
  }

  #receive(message: Message): void {
    if (message.kind === 'call') this.#send({ kind: 'return', id: message.id, ...this.#run(message.callee, message.input) });
    else if (message.kind === 'return') this.#returned.set(message.id, message);
    else if (message.kind === 'expose') this.onExpose(message.name, this.#unpack(message.value));
    else this.#settle(message);
  }

  #run(callee: number, input: Packed[]): Omit<Settled, 'id'> {
    try {
      return { value: this.#pack(this.#functions.get(callee)?.(...input.map((value) => this.#unpack(value)))) };
    } catch (fault) {
      return { fault: fault instanceof Error ? fault.message : String(fault) };
    }
  }

  #settle({ id, value, fault }: Settled): void {
    const promise = this.#promises.get(id);
    this.#promises.delete(id);
    if (value === undefined) promise?.reject(new Error(fault));
    else promise?.resolve(this.#unpack(value));
  }

  #pack(value: unknown): Packed {
    if (typeof value === 'symbol') throw new Error('An object could not be cloned.');
    if (typeof value === 'function') return { function: this.#hold(value as AnyFunction) };
    if (value instanceof Promise) return { promise: this.#follow(value) };
    if (Array.isArray(value)) return { list: value.map((item) => this.#pack(item)) };
    if (typeof value !== 'object' || value === null || ![Object.prototype, null].includes(Object.getPrototypeOf(value))) return { value };
    return { object: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.#pack(inner)])) };
  }

  #unpack(packed: Packed): unknown {
    if ('value' in packed) return packed.value;
    if ('list' in packed) return packed.list.map((item) => this.#unpack(item));
    if ('object' in packed) return Object.fromEntries(Object.entries(packed.object).map(([key, inner]) => [key, this.#unpack(inner)]));
    if ('function' in packed) return (...input: unknown[]) => this.#call(packed.function, input);
    const promise = Promise.withResolvers<unknown>();
    this.#promises.set(packed.promise, promise);
    return promise.promise;
  }

  #hold(held: AnyFunction): number {
    const id = this.#ids.get(held) ?? this.#newId();
    this.#ids.set(held, id);
    this.#functions.set(id, held);
    return id;
  }

  #follow(promise: Promise<unknown>): number {
    const id = this.#newId();
    promise.then(
      (value) => this.#send({ kind: 'settle', id, value: this.#pack(value) }),
      (fault: unknown) => this.#send({ kind: 'settle', id, fault: fault instanceof Error ? fault.message : String(fault) }),
    );
    return id;
  }

  #call(callee: number, input: unknown[]): unknown {
    const id = this.#newId();
    this.#send({ kind: 'call', id, callee, input: input.map((value) => this.#pack(value)) });
    const result = this.#returned.get(id);
    this.#returned.delete(id);
    if (result?.value === undefined) throw new Error(result?.fault ?? 'The other world is gone.');
    return this.#unpack(result.value);
  }

  #newId(): number {
    this.#next += 1;
    return this.#next;
  }
}

/** The page's side: whatever the preload exposes becomes a frozen, fixed member of window. */
export function receiveExposed(key: string): void {
  new WorldBridge(`${key}-to-preload`, `${key}-to-page`).onExpose = (name, value) => {
    Object.defineProperty(window, name, { value: freezeDeep(value), writable: false, configurable: false, enumerable: true });
  };
}

export function freezeDeep(value: unknown): unknown {
  const freezable =
    Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);
  if (!freezable || Object.isFrozen(value)) return value;
  for (const inner of Object.values(Object.freeze(value))) freezeDeep(inner);
  return value;
}

type Listener = (event: unknown, ...input: unknown[]) => void;

/** ipcRenderer over one outgoing function and one incoming one. */
export class IpcRenderer {
  #post: (message: string) => void;
  #next = 0;
  #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #listeners = new Map<string, Listener[]>();

  constructor(post: (message: string) => void) {
    this.#post = post;
  }

  send(channel: string, ...input: unknown[]): void {
    this.#post(JSON.stringify({ kind: 'send', channel, input: encode(input) }));
  }

  async invoke(channel: string, ...input: unknown[]): Promise<unknown> {
    this.#next += 1;
    const id = this.#next;
    const message = JSON.stringify({ kind: 'invoke', channel, id, input: encode(input) });
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#post(message);
    return waiting.promise;
  }

  on(channel: string, listener: Listener): this {
    this.#listeners.set(channel, [...(this.#listeners.get(channel) ?? []), listener]);
    return this;
  }

  removeListener(channel: string, listener: Listener): this {
    const others = (this.#listeners.get(channel) ?? []).filter((one) => one !== listener);
    this.#listeners.set(channel, others);
    return this;
  }

  receive(text: string): void {
    const message = JSON.parse(text);
    if (message.kind === 'message') {
      for (const listener of this.#listeners.get(message.channel) ?? [])
        listener({ sender: this }, ...(decode(message.input) as unknown[]));
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('fault' in message) waiting?.reject(new Error(message.fault));
    else waiting?.resolve(decode(message.value));
  }
}

type World = typeof globalThis & { __standinPost?: (message: string) => void; __standinReceive?: (text: string) => void };
type Preload = (require: (name: string) => unknown, module: object, exports: object, process: object) => void;

/** The preload's side: gives it what a sandboxed preload has, and runs it. */
export function runPreload(key: string, process: object, preload: Preload): void {
  const world = globalThis as World;
  const post = world.__standinPost;
  if (!post) throw new Error('The channel to main is missing.');
  delete world.__standinPost;
  const ipcRenderer = new IpcRenderer(post);
  Object.defineProperty(world, '__standinReceive', { value: (text: string) => ipcRenderer.receive(text) });
  const bridge = new WorldBridge(`${key}-to-page`, `${key}-to-preload`);
  const electron = { ipcRenderer, contextBridge: { exposeInMainWorld: (name: string, value: unknown) => bridge.expose(name, value) } };
  const require = (name: string) => {
    if (name === 'electron' || name === 'electron/renderer') return electron;
    throw new Error(`module not found: ${name}`);
  };
  const module = { exports: {} };
  preload(require, module, module.exports, { ...process, type: 'renderer', sandboxed: true, contextIsolated: true });
}

const RUNTIME_SOURCE = [CODEC_SOURCE, ...[WorldBridge, IpcRenderer, receiveExposed, freezeDeep, runPreload].map(String)].join('\n');

/** Only the top document of a window gets a preload, and the empty first one does not. */
const inTopDocument = (body: string) =>
  `(() => { if (window.top !== window || location.href === 'about:blank') return; ${RUNTIME_SOURCE}\n${body}\n})();`;

/** Scripts for the page's own world and for the isolated one. `key` names the events between the two and is not to be guessed. */
export function worldScripts(key: string, process: object, preload: string): { page: string; isolated: string } {
  const run = `runPreload(${JSON.stringify(key)}, ${JSON.stringify(process)}, function (require, module, exports, process) {\n${preload}\n});`;
  return { page: inTopDocument(`receiveExposed(${JSON.stringify(key)});`), isolated: inTopDocument(run) };
}
