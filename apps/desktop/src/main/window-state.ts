import type { Rectangle } from 'electron';
import * as z from 'zod';

export const WindowState = z.strictObject({
  bounds: z.strictObject({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) }),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof WindowState>;

export const SMALLEST = { width: 960, height: 600 };
const FIRST = { width: 1280, height: 768 };

/** Where the window opens: as it was left, unless that screen is gone; then centred on what there is. */
export function placeWindow(remembered: WindowState | undefined, screens: readonly Rectangle[]): Partial<Rectangle> {
  if (!remembered) return FIRST;
  const { bounds } = remembered;
  const size = { width: Math.max(bounds.width, SMALLEST.width), height: Math.max(bounds.height, SMALLEST.height) };
  return screens.some((screen) => titleBarIsOn(screen, bounds)) ? { ...bounds, ...size } : size;
}

/** A window can be dragged back only if a piece of its title bar can be seen. */
function titleBarIsOn(screen: Rectangle, bounds: Rectangle): boolean {
  const grip = 100;
  const across = bounds.x + bounds.width - grip >= screen.x && bounds.x + grip <= screen.x + screen.width;
  return across && bounds.y >= screen.y && bounds.y + grip <= screen.y + screen.height;
}
