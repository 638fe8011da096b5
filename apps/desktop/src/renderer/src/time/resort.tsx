import type { Resort, SystemInfo } from '@banrimkwae/contract/system';
import { createContext, use } from 'react';
import { useText } from '../text/use-text.ts';
import type { TimeStyle } from './format-time.ts';

/** What the agent tells about itself and the resort; read once before anything is shown. */
export const SystemContext = createContext<SystemInfo | undefined>(undefined);

export function useSystem(): SystemInfo {
  const info = use(SystemContext);
  if (!info) throw new Error('useSystem needs a SystemContext above it.');
  return info;
}

export function useResort(): Resort {
  return useSystem().resort;
}

export function useTimeStyle(): TimeStyle {
  const { language } = useText();
  return { language, timeZone: useResort().timeZone };
}
