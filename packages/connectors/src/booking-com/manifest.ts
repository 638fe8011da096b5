import type { EndpointManifest, Manifest } from '@banrimkwae/connector-kit/manifest';

/** Every message holds absolute values or an acknowledgement that may be given twice: all of it may be repeated. */
const push = {
  method: 'POST',
  host: 'supply',
  requestFormat: 'xml',
  responseFormat: 'xml',
  retry: 'safe',
} as const satisfies Partial<EndpointManifest>;
/** The guest's card stands in reservations: these names are emptied before the log is written, and `schemas.ts` drops them before anything is read. */
const reservations = {
  host: 'secure',
  responseFormat: 'xml',
  retry: 'safe',
  redact: ['CardNumber', 'SeriesCode', 'ExpireDate', 'CardHolderName'],
} as const satisfies Partial<EndpointManifest>;
const queue = { ...reservations, method: 'GET', requestFormat: 'query' } as const;
const acknowledgement = { ...reservations, method: 'POST', requestFormat: 'xml' } as const;

export const manifest = {
  id: 'booking-com',
  name: 'Booking.com',
  type: 'booking',
  capabilities: ['channel'],
  logo: 'bookingdotcom',
  fields: [
    {
      name: 'clientId',
      label: { en: 'Client ID of the machine account', th: 'Client ID ของบัญชีเครื่อง (machine account)' },
      type: 'text',
      pattern: '\\S+',
    },
    {
      name: 'clientSecret',
      label: { en: 'Client secret of the machine account', th: 'Client secret ของบัญชีเครื่อง' },
      type: 'password',
      secret: true,
      pattern: '\\S+',
      description: { en: 'Shown once in the Connectivity portal.', th: 'แสดงเพียงครั้งเดียวในพอร์ทัล Connectivity' },
    },
    {
      name: 'hotelId',
      label: { en: 'Property ID', th: 'รหัสที่พัก' },
      type: 'text',
      pattern: '\\d+',
      example: '7001234',
      description: { en: 'The number of the property in the Extranet.', th: 'เลขที่พักในระบบเอกซ์ทราเน็ต' },
    },
  ],
  hosts: {
    auth: { live: 'https://connectivity-authentication.booking.com' },
    supply: { live: 'https://supply-xml.booking.com' },
    /** Carries card data, so it has a host of its own. */
    secure: { live: 'https://secure-supply-xml.booking.com' },
  },
  apiVersion: '1.1',
  auth: { kind: 'token' },
  // Booking.com publishes no figure for its rates and availability; a resort sends far less than this.
  rateLimitPerMinute: 120,
  timeoutSeconds: 30,
  retryAttempts: 3,
  endpoints: {
    // A token lives one hour, and at most 30 may be made in one. https://developers.booking.com/connectivity/docs/token-based-authentication
    token_exchange: {
      method: 'POST',
      path: '/token-based-authentication/exchange',
      host: 'auth',
      requestFormat: 'json',
      responseFormat: 'json',
      retry: 'safe',
      anonymous: true,
    },
    room_rates: { ...push, path: '/hotels/xml/roomrates' },
    availability: { ...push, path: '/hotels/ota/OTA_HotelAvailNotif' },
    rates: { ...push, path: '/hotels/ota/OTA_HotelRateAmountNotif' },
    new_reservations: { ...queue, path: '/hotels/ota/OTA_HotelResNotif' },
    changed_reservations: { ...queue, path: '/hotels/ota/OTA_HotelResModifyNotif' },
    acknowledge_new: { ...acknowledgement, path: '/hotels/ota/OTA_HotelResNotif' },
    acknowledge_changed: { ...acknowledgement, path: '/hotels/ota/OTA_HotelResModifyNotif' },
  },
  // Booking.com has no push for reservations and asks to be read every 20 seconds.
  poll: { seconds: 20 },
  fetchMissing: {
    way: 'pull',
    // Booking.com's documents name the filter `last_change` but no limit to it; a month is what we ask for at most. With the Reservation Recovery
    // API switched on it is 30 minutes: https://developers.booking.com/connectivity/docs/reservations-flow-control-api/recovering-reservations
    reachDays: 30,
    note: {
      en: 'Booking.com keeps what was not acknowledged in its queue, and tells what changed since a moment we name. Leave its “Reservation Recovery API” off: with it, that moment may lie only 30 minutes back.',
      th: 'Booking.com เก็บรายการที่ยังไม่ยืนยันไว้ในคิว และบอกการเปลี่ยนแปลงตั้งแต่เวลาที่เราระบุ อย่าเปิด “Reservation Recovery API” เพราะจะย้อนดูได้เพียง 30 นาที',
    },
  },
  practice: {
    values: { clientId: 'practice-machine-account', clientSecret: 'practice-booking-secret', hotelId: '7001234' },
    scenes: {
      guestBooks: { en: 'A guest books a stay', th: 'ผู้เข้าพักจองห้อง' },
      guestModifies: { en: 'A guest changes a booking', th: 'ผู้เข้าพักแก้ไขการจอง' },
      guestCancels: { en: 'A guest cancels a booking', th: 'ผู้เข้าพักยกเลิกการจอง' },
    },
  },
  docs: [
    { label: 'Authentication', url: 'https://developers.booking.com/connectivity/docs/token-based-authentication' },
    { label: 'Rates and availability', url: 'https://developers.booking.com/connectivity/docs/ota-hotelavailnotif' },
    { label: 'Reservations', url: 'https://developers.booking.com/connectivity/docs/reservations-api/reservations-process-ota' },
  ],
} as const satisfies Manifest;
