import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { APP_ORIGIN } from './app-protocol.ts';

/** Tells our own page from every other: by origin, which for a custom scheme has to be put together by hand. */
export type OwnPage = { shows: (url: string) => boolean };

export function createOwnPage(developmentUrl: string | undefined): OwnPage {
  const ours = developmentUrl === undefined ? APP_ORIGIN : originOf(developmentUrl);
  return { shows: (url) => originOf(url) === ours };
}

/** Whether a call comes from the main frame of our window while it shows our own page. */
export function isOurCall(
  page: OwnPage,
  contents: WebContents | undefined,
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
): boolean {
  const frame = event.senderFrame;
  return contents !== undefined && event.sender === contents && frame !== null && frame === contents.mainFrame && page.shows(frame.url);
}

function originOf(address: string): string | undefined {
  const url = URL.parse(address);
  return url ? `${url.protocol}//${url.host}` : undefined;
}
