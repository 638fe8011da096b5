import type { MessageBoxOptions, MessageBoxReturnValue } from 'electron';
import * as z from 'zod';
import type { JsonFile } from './json-file.ts';
import { faultFacts, type Log } from './log.ts';

export const ConfirmedHosts = z.array(z.string());

export type ExternalLinkParts = {
  confirmed: JsonFile<string[]>;
  ask: (options: MessageBoxOptions) => Promise<MessageBoxReturnValue>;
  open: (url: string) => Promise<void>;
  log: Log;
};

const OPEN = 1;

/**
 * Opens http and https pages in the system's browser. A person confirms every host, once if they tick the box. A letter opens in the mail
 * program, where a person reads it before it is sent. Answers whether it opened.
 */
export function createExternalLinks({ confirmed, ask, open, log }: ExternalLinkParts): (url: string) => Promise<boolean> {
  const hosts = new Set(confirmed.read() ?? []);
  const agree = async (host: string): Promise<boolean> => {
    if (hosts.has(host)) return true;
    const answer = await ask({
      type: 'question',
      message: `Open ${host} in your browser?`,
      detail: 'It is outside the control centre.',
      buttons: ['Stay here', `Open ${host}`],
      cancelId: 0,
      defaultId: 0,
      checkboxLabel: `Do not ask again for ${host}`,
    });
    if (answer.response !== OPEN) return false;
    if (answer.checkboxChecked) confirmed.write([...hosts.add(host)]);
    return true;
  };
  return async (address) => {
    const url = URL.parse(address);
    const mail = url?.protocol === 'mailto:' && isPlainMail(url);
    if (!url || !(mail || url.protocol === 'https:' || url.protocol === 'http:')) {
      log('warn', 'external_link_refused', { protocol: url?.protocol ?? '' });
      return false;
    }
    try {
      if (!mail && !(await agree(url.host))) return false;
      await open(url.href);
      return true;
    } catch (fault) {
      log('error', 'external_link_failed', faultFacts(fault));
      return false;
    }
  };
}

/** Some mail programs take a file of this computer along when `attach` asks for it. */
function isPlainMail(url: URL): boolean {
  return [...url.searchParams.keys()].every((name) => name === 'subject' || name === 'body');
}
