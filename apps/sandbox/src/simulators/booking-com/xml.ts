import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';

/** One element of a parsed document: attributes as written, text trimmed, children in document order. */
export type XmlNode = {
  name: string;
  attributes: Record<string, string>;
  children: XmlNode[];
  text: string;
};

export type ParsedXml = { ok: true; root: XmlNode } | { ok: false; reason: string };

const ATTRIBUTES = ':@';
const TEXT = '#text';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  commentPropName: '#comment',
  suppressEmptyNode: true,
  // Else an attribute whose value is the word "true" would lose its value.
  suppressBooleanAttributes: false,
  format: true,
});

/**
 * Parses one XML document, validating it first. A document type declaration is refused outright, so
 * that no entity but the five predefined ones can ever be expanded.
 */
export function parseXml(source: string): ParsedXml {
  if (/<!DOCTYPE/i.test(source)) return { ok: false, reason: 'A document type declaration is not allowed' };
  const verdict = XMLValidator.validate(source);
  if (verdict !== true) {
    return { ok: false, reason: `${verdict.err.msg} (line ${verdict.err.line}, column ${verdict.err.col})` };
  }
  const roots = elements(parser.parse(source));
  const [root] = roots;
  if (root === undefined || roots.length > 1) return { ok: false, reason: 'Exactly one root element is expected' };
  return { ok: true, root };
}

/**
 * Writes a document from a plain object: `@name` keys are attributes, `#comment` a comment, arrays repeat
 * an element, an empty string is an empty element. Every value is escaped.
 */
export function writeXml(document: Record<string, unknown>): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${String(builder.build(document))}`;
}

export function childrenNamed(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter((child) => child.name === name);
}

export function childNamed(node: XmlNode, name: string): XmlNode | undefined {
  return node.children.find((child) => child.name === name);
}

/** Every descendant with that name, at any depth, in document order. */
export function descendantsNamed(node: XmlNode, name: string): XmlNode[] {
  return node.children.flatMap((child) => [...(child.name === name ? [child] : []), ...descendantsNamed(child, name)]);
}

function elements(raw: unknown): XmlNode[] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((entry: unknown) => {
    if (!isRecord(entry)) return [];
    const name = Object.keys(entry).find((key) => key !== ATTRIBUTES && key !== TEXT);
    return name === undefined ? [] : [element(name, entry)];
  });
}

function element(name: string, entry: Record<string, unknown>): XmlNode {
  const content: unknown[] = Array.isArray(entry[name]) ? entry[name] : [];
  const attributes = isRecord(entry[ATTRIBUTES]) ? entry[ATTRIBUTES] : {};
  return {
    name,
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)])),
    children: elements(content),
    text: content
      .map((part) => (isRecord(part) && TEXT in part ? String(part[TEXT]) : ''))
      .join('')
      .trim(),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
