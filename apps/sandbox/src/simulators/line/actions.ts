import { z } from 'zod';

const LONGEST_URL = 2000;

/** Media and icons must be served over HTTPS. */
export const httpsUrl = z
  .url({ protocol: /^https$/, error: 'invalid uri scheme' })
  .max(LONGEST_URL, `Length must be between 0 and ${LONGEST_URL}`);

/** Links a guest may tap: web, phone and LINE's own scheme. */
const tapUrl = z.url({ protocol: /^(https?|tel|line)$/, error: 'invalid uri scheme' }).max(1000, 'Length must be between 0 and 1000');

const label = z.string().max(40).optional();
const postbackData = z.string().min(1).max(300);

/** https://developers.line.biz/en/reference/messaging-api/#action-objects */
export const action = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('postback'),
      label,
      data: postbackData,
      displayText: z.string().max(300).optional(),
      text: z.string().max(300).optional(),
      inputOption: z.enum(['closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice']).optional(),
      fillInText: z.string().max(300).optional(),
    }),
    z.strictObject({ type: z.literal('message'), label, text: z.string().min(1).max(300) }),
    z.strictObject({ type: z.literal('uri'), label, uri: tapUrl, altUri: z.strictObject({ desktop: tapUrl }).optional() }),
    z.strictObject({
      type: z.literal('datetimepicker'),
      label,
      data: postbackData,
      mode: z.enum(['date', 'time', 'datetime']),
      initial: z.string().optional(),
      max: z.string().optional(),
      min: z.string().optional(),
    }),
    z.strictObject({ type: z.literal('camera'), label: z.string().max(20) }),
    z.strictObject({ type: z.literal('cameraRoll'), label: z.string().max(20) }),
    z.strictObject({ type: z.literal('location'), label: z.string().max(20) }),
    z.strictObject({ type: z.literal('clipboard'), label, clipboardText: z.string().min(1).max(1000) }),
    z.strictObject({ type: z.literal('richmenuswitch'), label, richMenuAliasId: z.string().max(32), data: postbackData }),
  ],
  {
    error:
      'Must be one of the following values: [postback, message, uri, datetimepicker, camera, cameraRoll, location, clipboard, richmenuswitch]',
  },
);

/** At most 13 buttons that go away with the guest's next message. */
export const quickReply = z.strictObject({
  items: z
    .array(z.strictObject({ type: z.literal('action').optional(), imageUrl: httpsUrl.optional(), action }))
    .min(1)
    .max(13),
});

/** The name and picture shown instead of the account's own. */
export const sender = z.strictObject({ name: z.string().max(20).optional(), iconUrl: httpsUrl.optional() });
