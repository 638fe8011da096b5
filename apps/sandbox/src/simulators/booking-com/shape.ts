import type { XmlNode } from './xml.ts';

/** What one element may hold. A name ending in `?` is optional. */
export type Shape = {
  attributes?: readonly string[];
  children?: Record<string, ChildShape>;
  text?: boolean;
};

export type ChildShape = Shape & { occurs: 'one' | 'optional' | 'any' | 'some' };

/** Declarations that any document may carry without being an attribute of the message. */
const DECLARATION = /^xmlns(:|$)|^xsi:/;

/**
 * The first way in which an element does not fit its shape, as a sentence, or undefined. Unknown elements
 * and attributes are misfits: Booking.com validates requests against a schema and answers HTTP 400
 * (https://developers.booking.com/connectivity/docs/rates-availability-error-codes).
 */
export function misfit(node: XmlNode, shape: Shape): string | undefined {
  return attributeMisfit(node, shape) ?? textMisfit(node, shape) ?? childMisfit(node, shape);
}

function attributeMisfit(node: XmlNode, shape: Shape): string | undefined {
  const declared = shape.attributes ?? [];
  const known = new Set(declared.map((name) => name.replace(/\?$/, '')));
  const unknown = Object.keys(node.attributes).find((name) => !known.has(name) && !DECLARATION.test(name));
  if (unknown !== undefined) return `Unknown attribute '${unknown}' in ${node.name}`;
  const missing = declared.find((name) => !name.endsWith('?') && node.attributes[name] === undefined);
  return missing === undefined ? undefined : `Attribute '${missing}' is missing in ${node.name}`;
}

function textMisfit(node: XmlNode, shape: Shape): string | undefined {
  return node.text !== '' && shape.text !== true ? `Text is not allowed in ${node.name}` : undefined;
}

function childMisfit(node: XmlNode, shape: Shape): string | undefined {
  const declared = shape.children ?? {};
  const unknown = node.children.find((child) => declared[child.name] === undefined);
  if (unknown !== undefined) return `Unknown element '${unknown.name}' in ${node.name}`;
  for (const [name, child] of Object.entries(declared)) {
    const present = node.children.filter((candidate) => candidate.name === name);
    const wrongCount = countMisfit(node.name, name, { occurs: child.occurs, count: present.length });
    if (wrongCount !== undefined) return wrongCount;
    for (const candidate of present) {
      const deeper = misfit(candidate, child);
      if (deeper !== undefined) return deeper;
    }
  }
  return undefined;
}

function countMisfit(parent: string, name: string, { occurs, count }: { occurs: ChildShape['occurs']; count: number }): string | undefined {
  if (count === 0 && (occurs === 'one' || occurs === 'some')) return `Element '${name}' is missing in ${parent}`;
  if (count > 1 && (occurs === 'one' || occurs === 'optional')) return `Element '${name}' occurs more than once in ${parent}`;
  return undefined;
}
