// A strict little reader of our own pages: every `<` must open or close an element in the form that
// our templates write, and everything that is opened must be closed in order.

import * as assert from 'uvu/assert';

/** The attributes that tests ask for by name, and whatever else there is. */
export type Attributes = { id?: string; href?: string; scope?: string; [name: string]: string | undefined };
export type Element = { name: string; attributes: Attributes };

const VOID = new Set(['meta', 'input', 'br', 'line', 'rect']);
const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z][a-zA-Z0-9-]*(?:="[^"<>]*")?)*) ?(\/?)>/y;

export function elements(page: string): Element[] {
  const found: Element[] = [];
  const open: string[] = [];
  const source = withoutRaw(page);
  for (let at = source.indexOf('<'); at >= 0; at = source.indexOf('<', at + 1)) {
    TAG.lastIndex = at;
    const match = TAG.exec(source);
    assert.ok(match, `not an element of ours: ${source.slice(at, at + 120)}`);
    const [, closing, name = '', attributes = '', selfClosing] = match ?? [];
    if (closing) assert.is(open.pop(), name, `closed out of order near ${source.slice(Math.max(0, at - 80), at + 40)}`);
    else {
      found.push({ name, attributes: read(attributes) });
      if (!selfClosing && !VOID.has(name)) open.push(name);
    }
  }
  assert.equal(open, [], 'left open');
  return found;
}

/** What a reader sees, with the entities read. */
export function textOf(page: string): string {
  return withoutRaw(page)
    .replace(/<title>[^<]*<\/title>/g, '')
    .replace(/<[^>]+>/g, '')
    .replace(/&#39;/g, "'")
    .replace(/&#96;/g, '`')
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

const withoutRaw = (page: string): string =>
  page
    .replace('<!doctype html>', '')
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<script>[\s\S]*?<\/script>/, '');

function read(attributes: string): Attributes {
  const all = [...attributes.matchAll(/ ([a-zA-Z][a-zA-Z0-9-]*)(?:="([^"]*)")?/g)];
  return Object.fromEntries(all.map((it) => [it[1] ?? '', it[2] ?? '']));
}
