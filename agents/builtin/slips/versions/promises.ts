// What a sentence promises to do by a version or a date. Pure; the sentences are comments and deprecation warnings.

export type Promised = { kind: 'version'; version: string; product: string | undefined } | { kind: 'date'; date: string };

const VERSION = String.raw`(?:(?:(?:the )?(?:version|release|v\.?)\s*|(?<product>[A-Za-z][\w.@/-]*)\s+(?:version\s+)?)?v?(?<version>\d+\.\d+(?:\.\d+)?)(?![\w.]*\d|%|-\d))`;
const WHEN = `(?:in|by|from|with|as of|after|since|on|once|when|until|before|starting (?:in|with|from))`;

/** “will be removed in 2.0”: a promise wherever it is. */
const REMOVAL = new RegExp(
  String.raw`\b(?:will|shall|should|must|can|to|going to|scheduled to|planned to|due to|may) (?:also )?be (?:completely |fully |entirely )?(?:removed|dropped|deleted)(?: (?:entirely|completely))? ${WHEN} ${VERSION}|\b(?:scheduled|planned|slated|due) for removal ${WHEN} ${VERSION.replaceAll('?<product>', '?<product2>').replaceAll('?<version>', '?<version2>')}`,
  'gi',
);
/** “remove this after 2.0”, “TODO: drop in v3.0”: only in a comment. */
const ORDER = new RegExp(
  String.raw`\b(?:(?:TODO|FIXME|XXX)\b[^\n.]{0,60}?\b)?(?:remove|drop|delete|get rid of)\b(?:(?! because| since | was | were )[^\n.;@()]){0,50}?\b${WHEN} ${VERSION}`,
  'gi',
);
const DATED =
  /\b(?:(?:TODO|FIXME|XXX)\b[^\n]{0,60}?\b(?:after|by|until|before|on|in)|(?:remove|drop|delete|revisit|removed)\b[^\n.]{0,50}?\b(?:after|by|until|before|on|in))\s+(?<date>20\d\d-[01]\d(?:-[0-3]\d)?)\b/gi;

/** A comment that quotes a promise reports what others write; it makes none. */
const QUOTED = /“[^”]*”|«[^»]*»|‘[^’]*’|"[^"]*"|`[^`]*`/g;

export function* promisesIn(text: string, comment: boolean): Generator<{ at: number; text: string; promised: Promised }> {
  const told = new Set<number>();
  // Comment marks and line ends come between its words.
  const joined = text.replace(/\n[ \t]*(?:\/\/+|#+|\*+(?!\/)|--)?[ \t]*/g, (it) => ' '.padEnd(it.length, ' '));
  const flat = comment ? joined.replace(QUOTED, (it) => '§'.repeat(it.length)) : joined;
  for (const pattern of comment ? [REMOVAL, ORDER] : [REMOVAL]) {
    for (const match of squeezed(flat).matchAll(pattern)) {
      const version = match.groups?.version ?? match.groups?.version2;
      if (version === undefined || isDenied(squeezed(flat), match.index)) continue;
      const at = unsqueezed(flat, match.index);
      if (told.has(at)) continue;
      told.add(at);
      const product = match.groups?.product ?? match.groups?.product2;
      yield { at, text: match[0], promised: { kind: 'version', version, product } };
    }
  }
  if (!comment) return;
  for (const match of squeezed(flat).matchAll(DATED)) {
    const date = match.groups?.date;
    if (date !== undefined && !isDenied(squeezed(flat), match.index))
      yield { at: unsqueezed(flat, match.index), text: match[0], promised: { kind: 'date', date } };
  }
}

/** “must not be removed before 2.0” promises the opposite. */
const isDenied = (text: string, at: number): boolean => /\b(?:not|never|cannot|n't)\b/i.test(text.slice(Math.max(0, at - 25), at + 40));

const squeezed = (text: string): string => text.replace(/ {2,}/g, ' ');

/** Converts an offset in the squeezed text to one in the original. */
function unsqueezed(text: string, offset: number): number {
  let at = 0;
  for (let seen = 0; seen < offset; seen++) {
    at++;
    if (text[at - 1] === ' ') while (text[at] === ' ') at++;
  }
  return at;
}
