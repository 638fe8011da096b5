const PICTURE = 'https://images.banrimkwae.example/river.jpg';
const say = { type: 'message', label: 'Yes', text: 'Yes, please' };
const link = { type: 'uri', label: 'Directions', uri: 'https://www.banrimkwae.example/map' };
const back = { type: 'postback', label: 'Late check-out', data: 'action=late', displayText: 'Late check-out please' };

/** One message of every kind and with every kind of extra that the channel accepts; for tests of the schemas. */
export const VALID_MESSAGES: Record<string, Record<string, unknown>> = {
  text: { type: 'text', text: 'สวัสดีครับ ยินดีต้อนรับ 🙏' },
  'text with emoji and quick replies': {
    type: 'text',
    text: '$ Breakfast?',
    emojis: [{ index: 0, productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' }],
    quickReply: {
      items: [
        { type: 'action', imageUrl: PICTURE, action: say },
        { type: 'action', action: { type: 'location', label: 'Where are you?' } },
      ],
    },
    sender: { name: 'Front desk', iconUrl: PICTURE },
  },
  'text with a mention': {
    type: 'textV2',
    text: 'Dear {guest}',
    substitution: { guest: { type: 'mention', mentionee: { type: 'user', userId: 'U4af4980629c1e2b7d0a1f35c8e9b7a01' } } },
  },
  sticker: { type: 'sticker', packageId: '446', stickerId: '1988' },
  image: { type: 'image', originalContentUrl: PICTURE, previewImageUrl: PICTURE },
  video: { type: 'video', originalContentUrl: 'https://images.banrimkwae.example/a.mp4', previewImageUrl: PICTURE, trackingId: 'tour' },
  audio: { type: 'audio', originalContentUrl: 'https://images.banrimkwae.example/a.m4a', duration: 60000 },
  location: { type: 'location', title: 'Banrimkwae', address: 'Kanchanaburi, Thailand', latitude: 14.0227, longitude: 99.5328 },
  imagemap: {
    type: 'imagemap',
    baseUrl: 'https://images.banrimkwae.example/map',
    altText: 'Map of the resort',
    baseSize: { width: 1040, height: 1040 },
    actions: [{ type: 'uri', linkUri: 'https://www.banrimkwae.example', area: { x: 0, y: 0, width: 520, height: 1040 } }],
  },
  'buttons template': {
    type: 'template',
    altText: 'Arrival',
    template: { type: 'buttons', thumbnailImageUrl: PICTURE, title: 'Arrival', text: 'When will you arrive?', actions: [say, link, back] },
  },
  'confirm template': { type: 'template', altText: 'Sure?', template: { type: 'confirm', text: 'Sure?', actions: [say, back] } },
  'carousel template': {
    type: 'template',
    altText: 'Rooms',
    template: { type: 'carousel', imageSize: 'cover', columns: [{ thumbnailImageUrl: PICTURE, text: 'Garden Villa', actions: [link] }] },
  },
  'image carousel template': {
    type: 'template',
    altText: 'Rooms',
    template: { type: 'image_carousel', columns: [{ imageUrl: PICTURE, action: link }] },
  },
  'flex bubble': {
    type: 'flex',
    altText: 'Your stay',
    contents: {
      type: 'bubble',
      size: 'mega',
      styles: { footer: { separator: true } },
      hero: { type: 'image', url: PICTURE, size: 'full', aspectRatio: '20:13', aspectMode: 'cover', action: link },
      body: {
        type: 'box',
        layout: 'vertical',
        spacing: 'md',
        paddingAll: '12px',
        background: { type: 'linearGradient', angle: '45deg', startColor: '#ffffff', endColor: '#e0f0ff' },
        contents: [
          { type: 'text', text: 'Riverside Deluxe', weight: 'bold', size: 'xl', wrap: true },
          { type: 'text', contents: [{ type: 'span', text: '2 nights', color: '#00aa00' }] },
          { type: 'separator', margin: 'md' },
          { type: 'box', layout: 'baseline', contents: [{ type: 'icon', url: PICTURE, size: 'sm' }, { type: 'filler' }] },
        ],
      },
      footer: { type: 'box', layout: 'horizontal', contents: [{ type: 'button', style: 'primary', height: 'sm', action: back }] },
    },
  },
  'flex carousel': {
    type: 'flex',
    altText: 'Rooms',
    contents: {
      type: 'carousel',
      contents: [
        {
          type: 'bubble',
          hero: {
            type: 'video',
            url: 'https://images.banrimkwae.example/a.mp4',
            previewUrl: PICTURE,
            altContent: { type: 'image', url: PICTURE },
          },
        },
      ],
    },
  },
  coupon: { type: 'coupon', couponId: '01JYNW8JMQVFBNWF1APF8Z3FS7', deliveryTag: 'songkran' },
};
