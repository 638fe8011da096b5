import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CdpConnection, CdpParams } from './cdp.ts';
import type { Chromium } from './chromium.ts';
import { decode } from './codec.ts';
import { worldScripts } from './page-runtime.ts';

const ISOLATED_WORLD = 'Electron Isolated Context';

export type PageParts = { chromium: Chromium; width: number; height: number; preload: string | undefined; additionalArguments: string[] };
export type FromPage = { kind: 'send' | 'invoke'; channel: string; id?: number; input: unknown[] };
export type PageListener = { cdp: (method: string, params: CdpParams) => void; message: (message: FromPage) => void };

/** One Chromium page with a preload in an isolated world and a channel to it. Knows CDP, but nothing of Electron's API. */
export class Page {
  readonly targetId: string;
  readonly #cdp: CdpConnection;
  readonly #sessionId: string;
  readonly #listener: PageListener;
  #isolatedContext: number | undefined;

  private constructor(parts: { cdp: CdpConnection; targetId: string; sessionId: string; listener: PageListener }) {
    this.targetId = parts.targetId;
    this.#cdp = parts.cdp;
    this.#sessionId = parts.sessionId;
    this.#listener = parts.listener;
    this.#cdp.listen(parts.sessionId, (method, params) => this.#receive(method, params));
  }

  static async open(parts: PageParts, listener: PageListener): Promise<Page> {
    const { cdp, headed } = parts.chromium;
    const { width, height } = parts;
    const { targetId } = (await cdp.send('Target.createTarget', { url: 'about:blank', newWindow: true, width, height })) as {
      targetId: string;
    };
    const { sessionId } = (await cdp.send('Target.attachToTarget', { targetId, flatten: true })) as { sessionId: string };
    const page = new Page({ cdp, targetId, sessionId, listener });
    await Promise.all([
      page.send('Page.enable'),
      page.send('Runtime.enable'),
      page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      page.send('Runtime.addBinding', { name: '__standinPost', executionContextName: ISOLATED_WORLD }),
      headed || page.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false }),
    ]);
    await page.#addWorlds(parts);
    return page;
  }

  send(method: string, params: CdpParams = {}): Promise<CdpParams> {
    return this.#cdp.send(method, params, this.#sessionId);
  }

  /** Delivers to the preload; a page between two documents misses it, as it would in Electron. */
  async tell(message: object): Promise<void> {
    if (this.#isolatedContext === undefined) return;
    const expression = `__standinReceive(${JSON.stringify(JSON.stringify(message))})`;
    await this.send('Runtime.evaluate', { expression, contextId: this.#isolatedContext }).catch(() => undefined);
  }

  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true, userGesture: true });
    const { result, exceptionDetails } = answer as {
      result: { value?: unknown };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    };
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  close(): Promise<unknown> {
    return this.#cdp.send('Target.closeTarget', { targetId: this.targetId });
  }

  async #addWorlds({ preload, additionalArguments }: PageParts): Promise<void> {
    const { node, electron, chrome } = process.versions;
    const facts = {
      versions: { node, electron, chrome },
      platform: process.platform,
      arch: process.arch,
      env: {},
      argv: additionalArguments,
    };
    const key = `standin-${randomBytes(12).toString('hex')}`;
    const scripts = worldScripts(key, facts, preload === undefined ? '' : readFileSync(preload, 'utf8'));
    await this.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.page });
    await this.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.isolated, worldName: ISOLATED_WORLD });
  }

  #receive(method: string, params: CdpParams): void {
    if (method === 'Runtime.executionContextCreated') {
      const { context } = params as { context: { id: number; name: string; auxData?: { frameId?: string } } };
      if (context.name === ISOLATED_WORLD && context.auxData?.frameId === this.targetId) this.#isolatedContext = context.id;
    } else if (method === 'Runtime.executionContextDestroyed') {
      if (params.executionContextId === this.#isolatedContext) this.#isolatedContext = undefined;
    } else if (method === 'Runtime.bindingCalled' && params.name === '__standinPost') {
      const message = JSON.parse(String(params.payload));
      this.#listener.message({ ...message, input: decode(message.input) });
    } else {
      this.#listener.cdp(method, params);
    }
  }
}
