import { buildXml, descend, findAll, type XmlElement, xml } from '@banrimkwae/connector-kit/xml';
import { isElement } from './schemas.ts';

export const OTA_NAMESPACE = 'http://www.opentravel.org/OTA/2003/05';

/** One `Error` or `Warning` of an answer. `record` is the LocatorID or reservation number it concerns; empty: the whole message. */
export type Problem = { code: string; message: string; record: string };

/** A complete OTA document. Booking.com's releases are its own: each message has the version number that its page shows. */
export function otaDocument(root: string, version: string, { at, content }: { at: Date; content: readonly XmlElement[] }): string {
  const TimeStamp = at.toISOString().slice(0, 19);
  return buildXml(xml(root, { xmlns: OTA_NAMESPACE, TimeStamp, Target: 'Production', Version: version }, content));
}

/** What an answer refuses: OTA's `Errors`, or a B.XML `error` or `fault` wherever it stands. A status of 200 does not exclude them. */
export function errorsIn(body: unknown): readonly Problem[] {
  if (!isElement(body)) return [];
  const ota = descend(body, 'Errors');
  if (ota) return ota.children.map(problemFrom);
  return [body, ...findAll(body, 'error'), ...findAll(body, 'fault')]
    .filter(({ name }) => name === 'error' || name === 'fault')
    .map(problemFrom);
}

export function warningsIn(body: XmlElement): readonly Problem[] {
  return descend(body, 'Warnings')?.children.map(problemFrom) ?? [];
}

/** The id of the exchange, which stands in a comment; Booking.com's support asks for it. */
export function supportIdOf(body: unknown): string | undefined {
  const comments = isElement(body) ? (body.comments ?? []) : [];
  return comments.map((comment) => /RUID:\s*\[([^\]]+)\]/.exec(comment)?.[1]).find((id) => id !== undefined);
}

/** Booking.com's own word (`ROOM_ID_INVALID: …`) tells more than OTA's number, where there is one. */
function problemFrom({ attributes, text }: XmlElement): Problem {
  const message = attributes.ShortText ?? attributes.string ?? text;
  const word = /^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/.exec(message)?.[1];
  const code = word ?? attributes.Code ?? attributes.code ?? '';
  return { code: code === '' ? 'error' : code, message: message === '' ? 'No reason given' : message, record: attributes.RecordID ?? '' };
}
