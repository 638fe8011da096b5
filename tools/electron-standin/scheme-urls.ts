/** Chromium knows no app://, so app://host/path is shown as https://host.app.standin.test/path and answered from the app's handler. */
export class SchemeUrls {
  #schemes: ReadonlyMap<string, unknown>;

  constructor(schemes: ReadonlyMap<string, unknown>) {
    this.#schemes = schemes;
  }

  toChromium(url: string): string {
    const [, scheme = '', host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(url) ?? [];
    if (!this.#schemes.has(scheme)) return url;
    return new URL(`https://${host || 'root'}.${scheme}.standin.test${rest || '/'}`).href;
  }

  toApp(url: string): string {
    return url.replace(/^https:\/\/([^/]*)\.([a-z0-9+-]+)\.standin\.test/i, '$2://$1');
  }

  /** The custom scheme a Chromium URL stands for. */
  schemeOf(url: string): string | undefined {
    const scheme = /^https:\/\/[^/]*\.([a-z0-9+-]+)\.standin\.test/i.exec(url)?.[1];
    return scheme !== undefined && this.#schemes.has(scheme) ? scheme : undefined;
  }
}
