import type { Bilingual } from '@banrimkwae/contract/primitives';
import type * as z from 'zod';

/** What is for sale at all: from the resort's configuration. */
export type Resort = {
  timeZone: string;
  /** Of every price. */
  currency: string;
  /** `count`: how many rooms of the type there are. */
  roomTypes: readonly { id: string; name: z.infer<typeof Bilingual>; count: number }[];
};
