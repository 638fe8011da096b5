import { z } from 'zod';
import { action, httpsUrl, quickReply, sender } from './actions.ts';
import { flexContainer } from './flex.ts';

const LONGEST_TEXT = 5000;

/** `U` and 32 hexadecimal digits: the only kind of receiver the practice channel knows. */
export const userId = z.string().regex(/^U[0-9a-f]{32}$/, "The value must match 'U[0-9a-f]{32}'");

const common = { quickReply: quickReply.optional(), sender: sender.optional() };
const altText = z.string().min(1).max(1500);
const area = z.strictObject({ x: z.int(), y: z.int(), width: z.int(), height: z.int() });

const text = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1).max(LONGEST_TEXT),
  emojis: z
    .array(z.strictObject({ index: z.int().min(0), productId: z.string(), emojiId: z.string() }))
    .max(20)
    .optional(),
  quoteToken: z.string().optional(),
  ...common,
});

const substitution = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('mention'),
    mentionee: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('user'), userId }),
      z.strictObject({ type: z.literal('all') }),
    ]),
  }),
  z.strictObject({ type: z.literal('emoji'), productId: z.string(), emojiId: z.string() }),
]);

const textV2 = z.strictObject({
  type: z.literal('textV2'),
  text: z.string().min(1).max(LONGEST_TEXT),
  substitution: z.record(z.string().max(20), substitution).optional(),
  quoteToken: z.string().optional(),
  ...common,
});

const sticker = z.strictObject({
  type: z.literal('sticker'),
  packageId: z.string().min(1),
  stickerId: z.string().min(1),
  quoteToken: z.string().optional(),
  ...common,
});

const image = z.strictObject({ type: z.literal('image'), originalContentUrl: httpsUrl, previewImageUrl: httpsUrl, ...common });

const video = z.strictObject({
  type: z.literal('video'),
  originalContentUrl: httpsUrl,
  previewImageUrl: httpsUrl,
  trackingId: z.string().max(100).optional(),
  ...common,
});

const audio = z.strictObject({ type: z.literal('audio'), originalContentUrl: httpsUrl, duration: z.int().min(1), ...common });

const location = z.strictObject({
  type: z.literal('location'),
  title: z.string().min(1).max(100),
  address: z.string().min(1).max(100),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  ...common,
});

const imagemapAction = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('uri'), linkUri: z.string().min(1).max(1000), label: z.string().max(100).optional(), area }),
  z.strictObject({ type: z.literal('message'), text: z.string().min(1).max(400), label: z.string().max(100).optional(), area }),
  z.strictObject({ type: z.literal('clipboard'), clipboardText: z.string().min(1).max(1000), label: z.string().max(100).optional(), area }),
]);

const imagemap = z.strictObject({
  type: z.literal('imagemap'),
  baseUrl: httpsUrl,
  altText,
  baseSize: z.strictObject({ width: z.literal(1040), height: z.int().min(1) }),
  actions: z.array(imagemapAction).max(50),
  video: z
    .strictObject({
      originalContentUrl: httpsUrl,
      previewImageUrl: httpsUrl,
      area,
      externalLink: z.strictObject({ linkUri: httpsUrl, label: z.string().min(1).max(30) }).optional(),
    })
    .optional(),
  ...common,
});

const buttonLook = {
  thumbnailImageUrl: httpsUrl.optional(),
  imageBackgroundColor: z.string().optional(),
  title: z.string().max(40).optional(),
};
const imageLook = {
  imageAspectRatio: z.enum(['rectangle', 'square']).optional(),
  imageSize: z.enum(['cover', 'contain']).optional(),
};

const template = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('buttons'),
      ...buttonLook,
      ...imageLook,
      text: z.string().min(1).max(160),
      defaultAction: action.optional(),
      actions: z.array(action).min(1).max(4),
    }),
    z.strictObject({ type: z.literal('confirm'), text: z.string().min(1).max(240), actions: z.array(action).length(2) }),
    z.strictObject({
      type: z.literal('carousel'),
      ...imageLook,
      columns: z
        .array(
          z.strictObject({
            ...buttonLook,
            text: z.string().min(1).max(120),
            defaultAction: action.optional(),
            actions: z.array(action).min(1).max(3),
          }),
        )
        .min(1)
        .max(10),
    }),
    z.strictObject({
      type: z.literal('image_carousel'),
      columns: z
        .array(z.strictObject({ imageUrl: httpsUrl, action }))
        .min(1)
        .max(10),
    }),
  ],
  { error: 'Must be one of the following values: [buttons, confirm, carousel, image_carousel]' },
);

const coupon = z.strictObject({
  type: z.literal('coupon'),
  couponId: z.string().min(1),
  deliveryTag: z.string().max(30).optional(),
  ...common,
});

/** https://developers.line.biz/en/reference/messaging-api/#message-objects */
export const message = z.discriminatedUnion(
  'type',
  [
    text,
    textV2,
    sticker,
    image,
    video,
    audio,
    location,
    imagemap,
    z.strictObject({ type: z.literal('template'), altText, template, ...common }),
    z.strictObject({ type: z.literal('flex'), altText, contents: flexContainer, ...common }),
    coupon,
  ],
  {
    error: 'Must be one of the following values: [text, textV2, sticker, image, video, audio, location, imagemap, template, flex, coupon]',
  },
);

export type Message = z.infer<typeof message>;

/** One to five messages, shown in order. */
export const messages = z.array(message).min(1).max(5);

const aggregationUnits = z
  .array(z.string().regex(/^[a-zA-Z0-9_]{1,30}$/))
  .max(1)
  .optional();

export const pushBody = z.strictObject({
  to: z.string().min(1),
  messages,
  notificationDisabled: z.boolean().optional(),
  customAggregationUnits: aggregationUnits,
});

export const replyBody = z.strictObject({ replyToken: z.string().min(1), messages, notificationDisabled: z.boolean().optional() });

export const multicastBody = z.strictObject({
  to: z.array(userId).min(1).max(500),
  messages,
  notificationDisabled: z.boolean().optional(),
  customAggregationUnits: aggregationUnits,
});

export const validateBody = z.strictObject({ messages });
