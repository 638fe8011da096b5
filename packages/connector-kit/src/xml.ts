import { AppError } from '@banrimkwae/contract/errors';
import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';

/** An XML element in document order: attributes without prefix, children as elements or text. */
export type XmlElement = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: readonly XmlElement[];
  text: string;
  /** What comments directly inside it say, for the root also those around it: some providers put the id their support asks for there. */
  comments?: readonly string[];
};

const ATTRIBUTES = ':@';
const TEXT = '#text';
const COMMENT = '#comment';
const options = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  // Predefined entities and character references (a Thai name may come as &#3585;…): a document type with entities of its own is refused below.
  processEntities: true,
  htmlEntities: true,
  commentPropName: COMMENT,
  removeNSPrefix: true,
} as const;

/**
 * Parses a document into its root element. Numbers and dates stay text. Refuses a DOCTYPE, so no entity can expand.
 * Throws AppError('provider_answer_unreadable') when it is not well-formed.
 */
export function parseXml(text: string): XmlElement {
  if (/<!DOCTYPE/i.test(text)) throw unreadable('it has a document type');
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) throw unreadable(verdict.err.msg);
  const nodes = new XMLParser(options).parse(text) as OrderedNode[];
  const roots = toElements(nodes).filter((element) => element.name !== '?xml');
  const root = roots[0];
  if (!root || roots.length > 1) throw unreadable('it has no single root element');
  const around = commentsOf(nodes);
  return around.length === 0 ? root : { ...root, comments: [...(root.comments ?? []), ...around] };
}

/** Builds a document with declaration. Values are escaped. */
export function buildXml(root: XmlElement): string {
  const builder = new XMLBuilder({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    suppressEmptyNode: true,
    processEntities: true,
  });
  return `<?xml version="1.0" encoding="UTF-8"?>${String(builder.build([toNode(root)]))}`;
}

/** Shorthand for building. Attributes that are undefined are left out. */
export function xml(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  content: readonly XmlElement[] | string = [],
): XmlElement {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, String(value)] as const);
  return {
    name,
    attributes: Object.fromEntries(given),
    children: typeof content === 'string' ? [] : content,
    text: typeof content === 'string' ? content : '',
  };
}

/** Children of that name, in order. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** First element along a path of names below `element`. */
export function descend(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((current, name) => childrenOf(current, name)[0], element);
}

/** Every element of that name at any depth, in document order. */
export function findAll(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) => (child.name === name ? [child, ...findAll(child, name)] : findAll(child, name)));
}

type OrderedNode = { [name: string]: OrderedNode[] | Record<string, string> | string };

function toElements(nodes: readonly OrderedNode[]): XmlElement[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
    if (name === undefined || name === TEXT || name === COMMENT) return [];
    const inner = (node[name] ?? []) as OrderedNode[];
    const comments = commentsOf(inner);
    const attributes = (node[ATTRIBUTES] ?? {}) as Record<string, string>;
    return [{ name, attributes, children: toElements(inner), text: textOf(inner), ...(comments.length === 0 ? {} : { comments }) }];
  });
}

function textOf(nodes: readonly OrderedNode[]): string {
  return nodes
    .filter((node) => TEXT in node)
    .map((node) => String(node[TEXT]))
    .join('');
}

function commentsOf(nodes: readonly OrderedNode[]): string[] {
  return nodes.filter((node) => COMMENT in node).map((node) => textOf(node[COMMENT] as OrderedNode[]).trim());
}

function toNode(element: XmlElement): OrderedNode {
  const inner = element.children.length > 0 ? element.children.map(toNode) : element.text === '' ? [] : [{ [TEXT]: element.text }];
  return { [element.name]: inner, ...(Object.keys(element.attributes).length > 0 ? { [ATTRIBUTES]: { ...element.attributes } } : {}) };
}

function unreadable(why: string): AppError {
  return new AppError('provider_answer_unreadable', { providerMessage: `XML not read: ${why}` });
}
