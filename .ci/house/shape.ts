// House rule: a file opens with a comment that says what it is for, has a name that says what it does, and is short enough to be
// understood at once.

import type { Complaint, House, Source } from './source.ts';

const LONGEST = 300;
/** Lines of comment at the top, up to the first empty one. */
const OPENING = { least: 1, most: 3 };
const EMPTY_NAMES = /(?:^|[/-])(?:utils?|helpers?|common|misc|shared|manager|handler|impl)(?=\.ts$|\/|-)|\/index\.ts$/;

export function shape(house: House): Complaint[] {
  return [...house.values()].flatMap((source) => [...faults(source)].map(([line, says]) => ({ path: source.path, line, says })));
}

function* faults({ path, scanned }: Source): Generator<[number, string]> {
  const lines = scanned.text.trimEnd().split('\n');
  if (lines.length > LONGEST) yield [LONGEST, `has ${lines.length} lines; above ${LONGEST} it contains more than one idea`];

  const told = lines.filter((line) => !line.startsWith('#!'));
  const end = told.findIndex((line) => !/^\/\/./.test(line));
  const opening = end === -1 ? told.length : end;
  if (opening < OPENING.least) yield [1, 'does not open with a comment that says what it is for'];
  if (opening > OPENING.most) yield [1, `opens with ${opening} lines of comment; three say what a file is for`];

  const name = EMPTY_NAMES.exec(path);
  if (name) yield [1, `is named by a word that says nothing about its content (${name[0].replace(/^[/-]/, '')})`];
  if (!/^[a-z0-9-]+(\/[a-z0-9-]+)*\.ts$/.test(path)) yield [1, 'is not named in lower case with hyphens'];

  const statements = scanned.code.split(';').filter((statement) => statement.trim() !== '');
  if (statements.length > 0 && statements.every((statement) => /^\s*export\s[^=(]*\sfrom\s*['"]/.test(statement))) {
    yield [1, 'only re-exports what is in other files'];
  }
  for (const [at, line] of lines.entries()) {
    if (/^\s*(?:\/\/|\/?\*+)\s*(?:TODO|FIXME|XXX)\b/.test(line)) yield [at + 1, 'has a TODO; do it, or leave it out'];
  }
}
