import type { XmlElement } from '@banrimkwae/connector-kit/xml';
import * as z from 'zod';

/** https://developers.booking.com/connectivity/docs/token-based-authentication */
export const Token = z.object({ jwt: z.string().min(1) });

export const TokenRefusal = z.object({ message: z.string() });

/** Any XML answer. */
export const Document = z.custom<XmlElement>(isElement);

export const RoomRates = documentOf('rooms');

/** A queue of reservations. Cards and guarantees are taken out here, before anything else sees the document. */
export const NewReservations = documentOf('OTA_HotelResNotifRQ').transform(withoutCards);
export const ChangedReservations = documentOf('OTA_HotelResModifyNotifRQ').transform(withoutCards);

const CARD_ELEMENTS = new Set(['Guarantee', 'GuaranteesAccepted', 'GuaranteeAccepted', 'PaymentCard']);

function withoutCards(element: XmlElement): XmlElement {
  const children = element.children.filter(({ name }) => !CARD_ELEMENTS.has(name)).map(withoutCards);
  return { ...element, children };
}

function documentOf(root: string) {
  return Document.refine((element) => element.name === root, `The answer's root is not ${root}`);
}

export function isElement(value: unknown): value is XmlElement {
  return typeof value === 'object' && value !== null && 'name' in value && 'attributes' in value && 'children' in value;
}
