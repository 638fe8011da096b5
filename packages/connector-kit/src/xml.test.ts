import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildXml, childrenOf, descend, findAll, parseXml, xml } from './xml.ts';

const parsed = (content: string) => parseXml(`<?xml version="1.0" encoding="UTF-8"?><r>${content}</r>`);

describe('reading XML', () => {
  it('keeps order, attributes and text; numbers, dates and truths stay text', () => {
    const root = parseXml('<o:r xmlns:o="urn:o" o:n="007"><o:a>1.50</o:a><b d="true"/><o:a>2026-12-24</o:a></o:r>');
    expect(root.name).toBe('r');
    expect(root.attributes.n).toBe('007');
    expect(root.children.map(({ name, text, attributes }) => [name, text, attributes.d])).toEqual([
      ['a', '1.50', undefined],
      ['b', '', 'true'],
      ['a', '2026-12-24', undefined],
    ]);
  });

  it.each([
    ['predefined entities', '&lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;', `<b> & "c" 'd'`],
    ['character references, decimal and hexadecimal', '&#3585;&#x0E01; &#38;', 'กก &'],
    ['an escaped reference, which stays what it says', '&amp;#3585; &amp;lt;', '&#3585; &lt;'],
    ['CDATA', '<![CDATA[a <b> & &amp;]]>', 'a <b> & &amp;'],
    ['text around an element', 'one<i/>two', 'onetwo'],
  ])('reads %s', (_name, content, text) => expect(parsed(content).text).toBe(text));

  it('reads references in attributes', () => expect(parseXml('<r a="&#3585; &amp;#3585; &quot;"/>').attributes.a).toBe('ก &#3585; "'));

  it('keeps what comments say, of the root also those around it', () => {
    const root = parseXml('<!-- before --><r><!-- RUID: [abc] --><a><!-- within --></a></r><!-- after -->');
    expect(root.comments).toEqual(['RUID: [abc]', 'before', 'after']);
    expect(root.children[0]?.comments).toEqual(['within']);
    expect(root.text).toBe('');
    expect(parsed('').comments).toBeUndefined();
  });

  it.each([
    ['a document type', '<!DOCTYPE r [<!ENTITY a "aaaa">]><r>&a;</r>'],
    ['an external entity', '<!doctype r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>'],
    ['an open element', '<r><a></r>'],
    ['two roots', '<r/><r/>'],
    ['nothing', ''],
    ['no element', 'OK'],
    ['JSON', '{"a":1}'],
  ])('refuses %s', (_name, text) => expect(() => parseXml(text)).toThrow(expect.objectContaining({ code: 'provider_answer_unreadable' })));
});

describe('finding elements', () => {
  const root = parsed('<a n="1"><b n="2"><a n="3"/></b></a><a n="4"/>');
  const numbers = (elements: readonly { attributes: Readonly<Record<string, string>> }[]) => elements.map(({ attributes }) => attributes.n);

  it('takes children of a name, a path, or all at any depth', () => {
    expect(numbers(childrenOf(root, 'a'))).toEqual(['1', '4']);
    expect(descend(root, 'a', 'b', 'a')?.attributes.n).toBe('3');
    expect(numbers(findAll(root, 'a'))).toEqual(['1', '3', '4']);
  });

  it('finds nothing where there is nothing', () => {
    expect(childrenOf(undefined, 'a')).toEqual([]);
    expect(descend(root, 'a', 'x', 'a')).toBeUndefined();
    expect(descend(undefined, 'a')).toBeUndefined();
    expect(findAll(root, 'x')).toEqual([]);
  });
});

describe('writing XML', () => {
  it('writes attributes in their order, leaves undefined ones out and closes empty elements', () => {
    const text = buildXml(xml('r', { b: 1, a: undefined, c: 'true' }, [xml('i', {}, 'text'), xml('e')]));
    expect(text).toBe('<?xml version="1.0" encoding="UTF-8"?><r b="1" c="true"><i>text</i><e/></r>');
  });

  it('gives back whatever is put in', () => {
    const value = fc
      .string({ unit: 'grapheme' })
      .map((text) => text.trim().replace(/\p{C}/gu, ''))
      .filter((text) => text.trim() === text);
    fc.assert(
      fc.property(value, value, (attribute, text) => {
        const root = parseXml(buildXml(xml('r', { a: attribute }, [xml('t', {}, text)])));
        expect([root.attributes.a, root.children[0]?.text]).toEqual([attribute, text]);
      }),
    );
  });
});
