import type { Dispatcher, Pool } from 'undici';
import type { DeadlineSweep, Timed } from './deadline.ts';

export type OutgoingRequest = { method: Dispatcher.HttpMethod; path: string; headers: Record<string, string>; body: string | null };
export type IncomingAnswer = { status: number; headers: Record<string, string>; body: Buffer };

/** `before`: no byte was sent. `during`: bytes may have been sent. `invalid_request`: what we wanted to send is not HTTP; nothing was sent. */
export type ExchangeFailure = {
  stage: 'before' | 'during';
  why: 'timeout' | 'connection' | 'too_large' | 'cancelled' | 'invalid_request';
  cause?: unknown;
};
export type ExchangeResult = { answer: IncomingAnswer } | { failure: ExchangeFailure };

export type ExchangeSetup = {
  pool: Pool;
  sweep: DeadlineSweep;
  deadlineAt: number;
  timeoutMs: number;
  mostBytes: number;
  signal: AbortSignal | undefined;
};

/** undici's own timeouts come after ours: they only free a socket whose deadline was missed, e.g. because the clock was set back. */
const SPARE_MS = 2000;

/**
 * One request and its answer. Resolves always. undici tells a handler when it takes the request to a socket: before that moment nothing was
 * sent, from then on bytes may have left. That is exact where error codes are not. Redirects are answers like any other.
 */
export function exchange(request: OutgoingRequest, setup: ExchangeSetup): Promise<ExchangeResult> {
  return new Promise((resolve) => {
    const handler = new Exchange(setup, resolve);
    const timeout = setup.timeoutMs + SPARE_MS;
    try {
      setup.pool.dispatch({ ...request, headersTimeout: timeout, bodyTimeout: timeout }, handler);
    } catch (cause) {
      handler.onResponseError(undefined, asError(cause));
    }
  });
}

class Exchange implements Dispatcher.DispatchHandler, Timed {
  readonly deadlineAt: number;
  readonly #setup: ExchangeSetup;
  readonly #resolve: (result: ExchangeResult) => void;
  readonly #chunks: Buffer[] = [];
  #stage: ExchangeFailure['stage'] = 'before';
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #size = 0;
  #status = 0;
  #headers: Record<string, string | string[] | undefined> | undefined;
  #cancel: (() => void) | undefined;

  constructor(setup: ExchangeSetup, resolve: (result: ExchangeResult) => void) {
    this.#setup = setup;
    this.#resolve = resolve;
    this.deadlineAt = setup.deadlineAt;
    setup.sweep.add(this);
    if (setup.signal) this.#endWith(setup.signal);
  }

  expire(): void {
    this.#giveUp('timeout');
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while it waited for a connection: aborted here, nothing is written.
    if (this.#settled) return controller.abort(new Error('The call was given up before it was sent'));
    this.#controller = controller;
    this.#stage = 'during';
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#setup.mostBytes) this.#giveUp('too_large');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = this.#chunks.length === 1 ? (this.#chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#chunks);
    this.#settle({ answer: { status: this.#status, headers: joined(this.#headers), body } });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, cause: Error): void {
    this.#settle({ failure: { stage: this.#stage, why: whyOf(cause), cause } });
  }

  #endWith(signal: AbortSignal): void {
    this.#cancel = () => this.#giveUp('cancelled');
    if (signal.aborted) this.#cancel();
    else signal.addEventListener('abort', this.#cancel, { once: true });
  }

  #giveUp(why: ExchangeFailure['why']): void {
    this.#settle({ failure: { stage: this.#stage, why } });
    this.#controller?.abort(new Error(`The call was given up: ${why}`));
  }

  #settle(result: ExchangeResult): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#setup.sweep.remove(this);
    if (this.#cancel) this.#setup.signal?.removeEventListener('abort', this.#cancel);
    this.#resolve(result);
  }
}

function whyOf(cause: Error & { code?: string }): ExchangeFailure['why'] {
  if (cause.code === 'UND_ERR_INVALID_ARG') return 'invalid_request';
  return cause.code === 'UND_ERR_HEADERS_TIMEOUT' || cause.code === 'UND_ERR_BODY_TIMEOUT' || cause.code === 'UND_ERR_CONNECT_TIMEOUT'
    ? 'timeout'
    : 'connection';
}

function joined(headers: Record<string, string | string[] | undefined> | undefined): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) plain[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return plain;
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
