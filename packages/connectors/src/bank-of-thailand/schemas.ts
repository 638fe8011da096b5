import * as z from 'zod';

/** Numbers are text, and empty on days without a rate. */
const figure = z.string().nullish();

export const DailyRate = z.object({
  period: z.string(),
  currency_id: z.string(),
  currency_name_eng: z.string().nullish(),
  buying_transfer: figure,
  selling: figure,
  mid_rate: figure,
});
export type DailyRate = z.infer<typeof DailyRate>;

export const DailyAverage = z.object({ result: z.object({ data: z.object({ data_detail: z.array(DailyRate) }) }) });

/** Of the gateway before the bank's own service. */
export const ErrorBody = z.object({ message: z.string() });
