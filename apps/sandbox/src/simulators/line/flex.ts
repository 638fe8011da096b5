import { z } from 'zod';
import { action, httpsUrl } from './actions.ts';

const BUBBLE_BYTES = 30 * 1024;
const CAROUSEL_BYTES = 50 * 1024;

/** A keyword (`md`), pixels (`12px`) or a share (`50%`). */
const measure = z
  .string()
  .regex(/^(none|xxs|xs|sm|md|lg|xl|xxl|[345]xl|full|light|normal|medium|semi-bold|bold|-?\d+(\.\d+)?(px|%))$/, 'invalid property');
const color = z.string().regex(/^#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/, 'invalid color');
const ratio = z.string().regex(/^\d+(\.\d+)?:\d+(\.\d+)?$/, 'invalid property');
const flex = z.int().min(0);
const align = z.enum(['start', 'end', 'center']);
const gravity = z.enum(['top', 'bottom', 'center']);
const weight = z.enum(['regular', 'bold']);
const style = z.enum(['normal', 'italic']);
const decoration = z.enum(['none', 'underline', 'line-through']);

const placement = {
  margin: measure.optional(),
  position: z.enum(['relative', 'absolute']).optional(),
  offsetTop: measure.optional(),
  offsetBottom: measure.optional(),
  offsetStart: measure.optional(),
  offsetEnd: measure.optional(),
};

const background = z.strictObject({
  type: z.literal('linearGradient'),
  angle: z.string().regex(/^\d+(\.\d+)?deg$/),
  startColor: color,
  endColor: color,
  centerColor: color.optional(),
  centerPosition: z
    .string()
    .regex(/^\d+(\.\d+)?%$/)
    .optional(),
});

const span = z.strictObject({
  type: z.literal('span'),
  text: z.string().optional(),
  size: measure.optional(),
  color: color.optional(),
  weight: weight.optional(),
  style: style.optional(),
  decoration: decoration.optional(),
});

const button = z.strictObject({
  type: z.literal('button'),
  action,
  ...placement,
  flex: flex.optional(),
  color: color.optional(),
  style: z.enum(['primary', 'secondary', 'link']).optional(),
  gravity: gravity.optional(),
  height: z.enum(['md', 'sm']).optional(),
  adjustMode: z.literal('shrink-to-fit').optional(),
  scaling: z.boolean().optional(),
});

const image = z.strictObject({
  type: z.literal('image'),
  url: httpsUrl,
  ...placement,
  flex: flex.optional(),
  align: align.optional(),
  gravity: gravity.optional(),
  size: measure.optional(),
  aspectRatio: ratio.optional(),
  aspectMode: z.enum(['fit', 'cover']).optional(),
  backgroundColor: color.optional(),
  action: action.optional(),
  animated: z.boolean().optional(),
});

const icon = z.strictObject({
  type: z.literal('icon'),
  url: httpsUrl,
  ...placement,
  size: measure.optional(),
  aspectRatio: ratio.optional(),
  scaling: z.boolean().optional(),
});

const text = z
  .strictObject({
    type: z.literal('text'),
    text: z.string().min(1).optional(),
    contents: z.array(span).optional(),
    ...placement,
    flex: flex.optional(),
    size: measure.optional(),
    align: align.optional(),
    gravity: gravity.optional(),
    color: color.optional(),
    weight: weight.optional(),
    style: style.optional(),
    decoration: decoration.optional(),
    wrap: z.boolean().optional(),
    lineSpacing: measure.optional(),
    action: action.optional(),
    maxLines: z.int().min(0).optional(),
    adjustMode: z.literal('shrink-to-fit').optional(),
    scaling: z.boolean().optional(),
  })
  .refine((component) => component.text !== undefined || component.contents !== undefined, {
    error: 'must be specified',
    path: ['text'],
  });

const separator = z.strictObject({ type: z.literal('separator'), margin: measure.optional(), color: color.optional() });
const filler = z.strictObject({ type: z.literal('filler'), flex: flex.optional() });

/** A box holds components, among them boxes; hence the getter. */
const box = z.strictObject({
  type: z.literal('box'),
  layout: z.enum(['horizontal', 'vertical', 'baseline']),
  get contents(): z.ZodType {
    return z.array(component);
  },
  ...placement,
  flex: flex.optional(),
  spacing: measure.optional(),
  backgroundColor: color.optional(),
  borderColor: color.optional(),
  borderWidth: measure.optional(),
  cornerRadius: measure.optional(),
  width: measure.optional(),
  maxWidth: measure.optional(),
  height: measure.optional(),
  maxHeight: measure.optional(),
  paddingAll: measure.optional(),
  paddingTop: measure.optional(),
  paddingBottom: measure.optional(),
  paddingStart: measure.optional(),
  paddingEnd: measure.optional(),
  action: action.optional(),
  justifyContent: z.enum(['center', 'flex-start', 'flex-end', 'space-between', 'space-around', 'space-evenly']).optional(),
  alignItems: z.enum(['center', 'flex-start', 'flex-end']).optional(),
  background: background.optional(),
});

const video = z.strictObject({
  type: z.literal('video'),
  url: httpsUrl,
  previewUrl: httpsUrl,
  altContent: z.discriminatedUnion('type', [box, image]),
  aspectRatio: ratio.optional(),
  action: action.optional(),
});

const component = z.discriminatedUnion('type', [box, button, image, icon, text, span, separator, filler], {
  error: 'Must be one of the following values: [box, button, image, icon, text, span, separator, filler]',
});

const blockStyle = z.strictObject({
  backgroundColor: color.optional(),
  separator: z.boolean().optional(),
  separatorColor: color.optional(),
});

const bubble = z
  .strictObject({
    type: z.literal('bubble'),
    direction: z.enum(['ltr', 'rtl']).optional(),
    size: z.enum(['nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga']).optional(),
    styles: z
      .strictObject({
        header: blockStyle.optional(),
        hero: blockStyle.optional(),
        body: blockStyle.optional(),
        footer: blockStyle.optional(),
      })
      .optional(),
    header: box.optional(),
    hero: z.discriminatedUnion('type', [box, image, video]).optional(),
    body: box.optional(),
    footer: box.optional(),
    action: action.optional(),
  })
  .refine((content) => bytesOf(content) <= BUBBLE_BYTES, `A bubble must not be larger than ${BUBBLE_BYTES} bytes`);

const carousel = z
  .strictObject({ type: z.literal('carousel'), contents: z.array(bubble).min(1).max(12) })
  .refine((content) => bytesOf(content) <= CAROUSEL_BYTES, `A carousel must not be larger than ${CAROUSEL_BYTES} bytes`);

/** https://developers.line.biz/en/reference/messaging-api/#flex-message */
export const flexContainer = z.discriminatedUnion('type', [bubble, carousel], {
  error: 'Must be one of the following values: [bubble, carousel]',
});

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
