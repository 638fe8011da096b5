import * as z from 'zod';

/** What we read of LINE's answers and events; everything else is ignored. https://developers.line.biz/en/reference/messaging-api/ */
export const Sent = z.object({ sentMessages: z.array(z.object({ id: z.string() })).optional() });

export const Profile = z.object({ displayName: z.string(), language: z.string().optional(), pictureUrl: z.string().optional() });

/** `value` is there only where the plan has a limit. */
export const Quota = z.object({ type: z.string(), value: z.int().optional() });
export const Consumption = z.object({ totalUsage: z.int() });

export const BotInfo = z.object({ displayName: z.string(), basicId: z.string() });

export const Nothing = z.looseObject({});

export const EndpointTest = z.object({ success: z.boolean().optional(), statusCode: z.int(), reason: z.string(), detail: z.string() });

export const ErrorBody = z.object({
  message: z.string(),
  details: z.array(z.object({ message: z.string().optional(), property: z.string().optional() })).optional(),
});

const MessageContent = z.looseObject({
  id: z.string(),
  type: z.string(),
  text: z.string().optional(),
  keywords: z.array(z.string()).optional(),
  fileName: z.string().optional(),
  title: z.string().optional(),
  address: z.string().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
});
export type MessageContent = z.infer<typeof MessageContent>;

export const LineEvent = z.looseObject({
  type: z.string(),
  mode: z.string(),
  timestamp: z.number(),
  webhookEventId: z.string(),
  source: z.looseObject({ type: z.string(), userId: z.string().optional() }).optional(),
  replyToken: z.string().optional(),
  message: MessageContent.optional(),
  postback: z.looseObject({ data: z.string() }).optional(),
});
export type LineEvent = z.infer<typeof LineEvent>;

export const WebhookBody = z.object({ destination: z.string(), events: z.array(LineEvent) });
