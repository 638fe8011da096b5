import type { NativeTheme } from 'electron';
import * as z from 'zod';
import type { JsonFile } from './json-file.ts';

export const ThemeSource = z.enum(['system', 'light', 'dark']);
export type ThemeSource = z.infer<typeof ThemeSource>;

export type Theme = { background: () => string; choose: (source: ThemeSource) => boolean };

/** Remembers the chosen theme, so that the window has its colour before the page has painted. */
export function createTheme(native: Pick<NativeTheme, 'themeSource' | 'shouldUseDarkColors'>, file: JsonFile<ThemeSource>): Theme {
  native.themeSource = file.read() ?? 'system';
  return {
    background: () => (native.shouldUseDarkColors ? '#0f172a' : '#f8fafc'),
    choose: (source) => {
      native.themeSource = source;
      file.write(source);
      return native.shouldUseDarkColors;
    },
  };
}
