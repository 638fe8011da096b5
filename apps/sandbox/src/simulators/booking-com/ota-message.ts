import type { Request, Response } from 'express';
import { isoSecond } from './calendar.ts';
import { misfit, type Shape } from './shape.ts';
import { parseXml, writeXml, type XmlNode } from './xml.ts';

export const OTA_NAMESPACE = 'http://www.opentravel.org/OTA/2003/05';

/**
 * Numbers of the OpenTravel list ERR that Booking.com's `Error/@Code` is documented to use
 * (https://developers.booking.com/connectivity/docs/api-reference/error). Which number goes with which
 * situation is inferred from the list's meanings, except 497, which the documentation shows.
 */
export const OTA_CODE = {
  invalidDate: 15,
  invalidCurrency: 61,
  reservationNotFound: 97,
  invalidRate: 249,
  invalidValue: 320,
  fieldMissing: 321,
  invalidRoom: 402,
  invalidDateCombination: 404,
  unableToProcess: 450,
  unauthorized: 497,
} as const;

/** One thing wrong with a request. `recordId` is the `LocatorID` (or reservation number) it concerns. */
export type Problem = { code: number; text: string; recordId?: string };

export type Envelope = {
  /** Name of the answer's root element, e.g. OTA_HotelAvailNotifRS. */
  root: string;
  version: string;
  now: Date;
  ruid: string;
};

export type OtaRequestRules = { root: string; version: string; shape: Shape };

export type OtaRequest = { ok: true; root: XmlNode } | { ok: false; status: number; problem: Problem };

/** `Success`, with `Warnings` beside it where there are any. */
export function successMessage(envelope: Envelope, warnings: Problem[] = []): string {
  return message(envelope, {
    Success: '',
    ...(warnings.length === 0 ? {} : { Warnings: { Warning: warnings.map((warning) => fault(warning)) } }),
  });
}

/** `Errors`; a `Success` never stands beside them. */
export function errorMessage(envelope: Envelope, problems: Problem[]): string {
  return message(envelope, { Errors: { Error: problems.map((problem) => fault(problem)) } });
}

/** A complete OTA document, its RUID in the comment that ends every Booking.com answer. */
export function message(envelope: Envelope, content: Record<string, unknown>): string {
  return writeXml({
    [envelope.root]: {
      '@xmlns': OTA_NAMESPACE,
      '@TimeStamp': isoSecond(envelope.now),
      '@Target': 'Production',
      '@Version': envelope.version,
      ...content,
      '#comment': ` RUID: [${envelope.ruid}] `,
    },
  });
}

export function sendXml(response: Response, status: number, document: string): void {
  response.status(status).type('application/xml; charset=utf-8').send(document);
}

/**
 * Reads an OTA request as strictly as its documentation describes it: XML content type, `Accept-Version` 1.1 where
 * the endpoint requires it, well-formed, right root and namespace, known elements and attributes only.
 */
export function readOtaRequest(request: Request, rules: OtaRequestRules & { versionHeader: boolean }): OtaRequest {
  const header = headerProblem(request, rules.versionHeader);
  if (header !== undefined) return header;
  const parsed = parseXml(typeof request.body === 'string' ? request.body : '');
  if (!parsed.ok) return refused(`The request is not well-formed XML: ${parsed.reason}`);
  const { root } = parsed;
  if (root.name !== rules.root) return refused(`Root element ${rules.root} is expected, not ${root.name}`);
  if (root.attributes.xmlns !== OTA_NAMESPACE) return refused(`Namespace ${OTA_NAMESPACE} is expected`);
  const deviation = misfit(root, { ...rules.shape, attributes: [...ROOT_ATTRIBUTES, ...(rules.shape.attributes ?? [])] });
  if (deviation !== undefined) return refused(deviation);
  const attribute = rootAttributeProblem(root, rules.version);
  return attribute === undefined ? { ok: true, root } : refused(attribute);
}

const ROOT_ATTRIBUTES = ['TimeStamp', 'Target', 'Version?', 'EchoToken?'] as const;

function headerProblem(request: Request, versionHeader: boolean): OtaRequest | undefined {
  if (request.is('application/xml') !== 'application/xml') {
    return { ok: false, status: 415, problem: { code: OTA_CODE.unableToProcess, text: 'Content-Type must be application/xml' } };
  }
  const version = request.get('accept-version');
  if (version === undefined && versionHeader) return refused('Header Accept-Version is required');
  if (version !== undefined && version !== '1.1') return refused(`Not acceptable: Accept-Version ${version}`);
  return undefined;
}

function rootAttributeProblem(root: XmlNode, version: string): string | undefined {
  const { TimeStamp = '', Target = '', Version } = root.attributes;
  if (Number.isNaN(Date.parse(TimeStamp))) return `TimeStamp '${TimeStamp}' is not a date and time`;
  if (Target !== 'Production' && Target !== 'Test') return `Target '${Target}' must be Production or Test`;
  if (Version !== undefined && Version !== version) return `Version '${Version}' must be ${version}`;
  return undefined;
}

function refused(text: string): OtaRequest & { ok: false } {
  return { ok: false, status: 400, problem: { code: OTA_CODE.unableToProcess, text } };
}

function fault(problem: Problem): Record<string, unknown> {
  return {
    // Type 3 of the OpenTravel list EWT is "business rule", type 4 is "authentication".
    '@Type': problem.code === OTA_CODE.unauthorized ? 4 : 3,
    '@Code': problem.code,
    ...(problem.recordId === undefined ? {} : { '@RecordID': problem.recordId }),
    '@Status': 'NotProcessed',
    '@ShortText': problem.text,
  };
}
