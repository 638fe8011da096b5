/** What CDP says; the fields differ by method, so each reader names those it knows. */
export type CdpParams = Record<string, unknown>;
export type CdpListener = (method: string, params: CdpParams) => void;
type Reply = { id?: number; method?: string; params?: CdpParams; result?: CdpParams; error?: { message: string }; sessionId?: string };

/** A connection to Chromium's debugging protocol (https://chromedevtools.github.io/devtools-protocol/). */
export class CdpConnection {
  #socket: WebSocket;
  #next = 0;
  #waiting = new Map<number, { method: string; promise: PromiseWithResolvers<CdpParams> }>();
  #listeners = new Map<string, CdpListener>();
  #closed = false;
  onClose: () => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
    socket.onclose = () => this.#close();
  }

  static async open(address: string): Promise<CdpConnection> {
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    return new CdpConnection(socket);
  }

  /** Listens to one session, or with '' to the browser itself. */
  listen(session: string, listener: CdpListener): void {
    this.#listeners.set(session, listener);
  }

  async send(method: string, params: CdpParams = {}, sessionId?: string): Promise<CdpParams> {
    if (this.#closed) throw new Error('Chromium is gone');
    this.#next += 1;
    const promise = Promise.withResolvers<CdpParams>();
    this.#waiting.set(this.#next, { method, promise });
    this.#socket.send(JSON.stringify({ id: this.#next, method, params, ...(sessionId && { sessionId }) }));
    return promise.promise;
  }

  #receive({ id, method = '', params = {}, result = {}, error, sessionId = '' }: Reply): void {
    if (id === undefined) {
      this.#listeners.get(sessionId)?.(method, params);
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.promise.reject(new Error(`${waiting.method}: ${error.message}`));
    else waiting?.promise.resolve(result);
  }

  #close(): void {
    this.#closed = true;
    for (const { promise } of this.#waiting.values()) promise.reject(new Error('Chromium is gone'));
    this.#waiting.clear();
    this.onClose();
  }
}
