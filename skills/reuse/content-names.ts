// Replaces names that are valid in one run only, such as F-001: in a key by the content that they name, and in a result of an earlier run
// by the name of the same content in this run. If two things have the same content, neither can be used.

import type { ContentName } from '../../contracts/run/reuse.ts';
import { digestOfJson } from '../../runtime/canonical.ts';
import type { Contributions } from '../run/contributions.ts';
import type { RunState } from '../run/state.ts';

const NAME = /\b[FG]-\d{3,}\b/g;

/** Every finding and gap that has a name, with the digest of its content. */
export function contentNames(run: Pick<RunState, 'raised' | 'gaps'>, { convergence }: Pick<Contributions, 'convergence'>): ContentName[] {
  const byRef = new Map(run.raised.map((it) => [it.ref, it.finding]));
  const findings = (convergence?.findings ?? []).map(({ id, title, category, severity, path, line, origins }) => {
    // What several say in the same words is one content.
    const said = new Set(origins.flatMap((ref) => byRef.get(ref) ?? []).map(({ localId: _, ...rest }) => digestOfJson(rest)));
    return { id, content: digestOfJson([title, category, severity, path ?? null, line ?? null, [...said].toSorted()]) };
  });
  const gaps = run.gaps.flatMap(({ id, gap }) => (id === undefined ? [] : [{ id, content: digestOfJson(gap) }]));
  return [...findings, ...gaps];
}

/** The names that a text uses; undefined if one of them is ambiguous by its content. */
export function namesIn(text: string, all: readonly ContentName[]): ContentName[] | undefined {
  const used = new Set(text.match(NAME) ?? []);
  const names = all.filter(({ id }) => used.has(id));
  const known = new Set(names.map(({ content }) => content));
  return known.size === names.length ? names : undefined;
}

/** The text with each name replaced by what it names. */
export function byContent(text: string, names: readonly ContentName[]): string {
  const of = new Map<string, string>(names.map(({ id, content }) => [id, `#${content.slice(0, 16)}`]));
  return text.replace(NAME, (id) => of.get(id) ?? id);
}

/** A text of an earlier run with the names of this one; undefined if something that it was asked about has no name here. */
export function translated(text: string, then: readonly ContentName[], now: readonly ContentName[]): string | undefined {
  const here = new Map<string, string>(now.map(({ id, content }) => [content, id]));
  if (here.size !== now.length || then.some(({ content }) => !here.has(content))) return undefined;
  const of = new Map<string, string>(then.map(({ id, content }) => [id, here.get(content) ?? id]));
  return text.replace(NAME, (id) => of.get(id) ?? id);
}
