import { EventEmitter } from 'node:events';

type Handler = (event: object, ...input: unknown[]) => unknown;

/** Electron's `ipcMain`, down to the wording of its errors. */
export class IpcMain extends EventEmitter {
  #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (...input) => {
      this.removeHandler(channel);
      return handler(...input);
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** What an invoke of the page comes to; rejects with the text Electron shows there. */
  async invoked(channel: string, event: object, input: unknown[]): Promise<unknown> {
    try {
      const handler = this.#handlers.get(channel);
      if (!handler) throw new Error(`No handler registered for '${channel}'`);
      return await handler(event, ...input);
    } catch (fault) {
      throw new Error(`Error invoking remote method '${channel}': ${fault}`);
    }
  }
}
