import type { WebContents, WebFrameMain } from 'electron';
import { describe, expect, it } from 'vitest';
import { createOwnPage, isOurCall } from './own-page.ts';

const page = createOwnPage(undefined);

function contentsShowing(url: string): WebContents {
  return { mainFrame: { url } as WebFrameMain } as WebContents;
}

describe('who may call', () => {
  const ours = contentsShowing('app://control-centre/payments');

  it('is the main frame of our window on our page', () => {
    expect(isOurCall(page, ours, { sender: ours, senderFrame: ours.mainFrame })).toBe(true);
  });

  it('is no frame inside it, no other window, no closed frame and nobody before the window is there', () => {
    const frame = { url: 'app://control-centre/' } as WebFrameMain;
    const other = contentsShowing('app://control-centre/');
    expect(isOurCall(page, ours, { sender: ours, senderFrame: frame })).toBe(false);
    expect(isOurCall(page, ours, { sender: other, senderFrame: other.mainFrame })).toBe(false);
    expect(isOurCall(page, ours, { sender: ours, senderFrame: null })).toBe(false);
    expect(isOurCall(page, undefined, { sender: ours, senderFrame: ours.mainFrame })).toBe(false);
  });

  it.each(['app://elsewhere/', 'https://control-centre/', 'app://control-centre.evil.example/', 'about:blank', ''])(
    'is not our window showing %s',
    (url) => {
      const strayed = contentsShowing(url);
      expect(isOurCall(page, strayed, { sender: strayed, senderFrame: strayed.mainFrame })).toBe(false);
    },
  );

  it('knows the development server only when given one', () => {
    expect(createOwnPage('http://localhost:5173').shows('http://localhost:5173/x')).toBe(true);
    expect(page.shows('http://localhost:5173/x')).toBe(false);
  });
});
