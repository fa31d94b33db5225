// A project's `.muster/dismissed.yaml`: read entry by entry, so that one wrong line costs only one
// entry; and extended without touching what a person has written there.

import { join } from 'node:path';
import { Document, isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLSeq } from 'yaml';
import { MusterError } from '../../contracts/errors.ts';
import { Dismissal, MOST_DISMISSALS } from '../../contracts/findings/dismissal.ts';
import type * as z from '../../contracts/schema.ts';
import { type BoundedRead, readBounded } from '../../runtime/files.ts';

export const dismissedPath = (project: string): string => join(project, '.muster', 'dismissed.yaml');

export const LARGEST_DISMISSED = 4 * 1024 * 1024;
const HEAD = `# Findings of Muster that are not a problem here, and why. Commit this file: later runs skip these findings.
# \`muster dismiss\` adds to it; to undo one, remove its entry.`;

export type DismissedRead = { dismissed: Dismissal[] /** Each with its place; an entry that has one does not count. */; faults: string[] };
export type DismissedFile = DismissedRead & { text: string | undefined };

export const readDismissed = async (path: string): Promise<DismissedFile> => dismissedFrom(await readBounded(path, LARGEST_DISMISSED));

export function dismissedFrom(read: BoundedRead): DismissedFile {
  if (read.kind === 'absent') return { dismissed: [], faults: [], text: undefined };
  if (read.kind === 'refused') return { dismissed: [], faults: [`it was ignored because it is ${REFUSED[read.why]}`], text: '' };
  const text = read.bytes.toString('utf8');
  return { ...dismissedIn(text), text };
}

const REFUSED = { 'symbolic-link': 'a symbolic link', 'not-a-file': 'not a regular file', 'too-large': 'larger than 4 MiB' } as const;

export function dismissedIn(text: string): DismissedRead {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number | undefined): string => {
    const { line, col } = lines.linePos(offset ?? 0);
    return `line ${Math.max(1, line)}, column ${Math.max(1, col)}`;
  };
  const [error] = document.errors;
  if (error)
    return {
      dismissed: [],
      faults: [
        `${at(error.pos[0])}: not YAML: ${error.message.startsWith('Maximum call stack') ? 'it is nested too deeply' : error.message}`,
      ],
    };
  const list = listIn(document);
  if (list === undefined)
    return { dismissed: [], faults: isEmpty(document) ? [] : [`${at(0)}: expected \`dismissed:\` and a list under it`] };

  const dismissed: Dismissal[] = [];
  const faults: string[] = [];
  for (const item of list.items as (Item | null)[]) {
    const checked = Dismissal.safeParse(plain(item, document));
    if (checked.success) dismissed.push(checked.data);
    else faults.push(`${at(item?.range?.[0])}: ${faultOf(checked.error)}`);
  }
  if (dismissed.length <= MOST_DISMISSALS) return { dismissed, faults };
  faults.push(`it has ${dismissed.length} entries; only the first ${MOST_DISMISSALS} are used`);
  return { dismissed: dismissed.slice(0, MOST_DISMISSALS), faults };
}

/** Contains only comments, or the key with nothing under it. */
function isEmpty({ contents }: Document.Parsed): boolean {
  if (contents === null) return true;
  return isMap(contents) && contents.items.length === 1 && contents.has('dismissed') && (contents.get('dismissed') ?? null) === null;
}

function plain(item: Item | null, document: Document): unknown {
  try {
    return item?.toJS?.(document, { maxAliasCount: 20 });
  } catch {
    // Too many nested aliases for an entry.
    return undefined;
  }
}

function faultOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `\`${issue.path.join('.')}\`: `;
  return `${where}${issue?.message ?? 'not a valid entry'}`;
}

/** The text with one more entry, sorted by fingerprint. Whole lines are inserted; what a person wrote stays as it is. */
export function withDismissal(text: string | undefined, entry: Dismissal, path: string): string {
  const { faults } = dismissedIn(text ?? '');
  if (faults.length > 0)
    throw new MusterError('config-invalid', `${path}: ${faults.join('; ')}`, 'Fix the file first; nothing was written.');
  const eol = text?.includes('\r\n') ? '\r\n' : '\n';
  const before = text === undefined ? `${HEAD}\n` : `${text}${text === '' || text.endsWith('\n') ? '' : eol}`;
  const document = parseDocument(before);
  const list = listIn(document);
  if (list?.flow) return reflowed(document, list, entry);
  const items = (list?.items ?? []).map((it) => it as Item);
  const first = items[0]?.range?.[0];
  const indent = first === undefined ? '  ' : before.slice(before.lastIndexOf('\n', first - 1) + 1, before.lastIndexOf('-', first));
  const lines = new Document([entry]).toString({ lineWidth: 0 }).replace(/\n$/, '').split('\n');
  const added = lines.map((line) => `${line === '' ? '' : indent}${line}${eol}`).join('');
  const key = keyEnd(document);
  if (key === undefined) return `${before}${before === '' ? '' : eol}dismissed:${eol}${added}`;

  const larger = items.findIndex((item) => nameOf(item) > entry.fingerprint);
  const last = items.at(larger < 0 ? items.length - 1 : larger - 1);
  // After the previous entry, or right under the key: a comment stays with the entry below it.
  const end = larger === 0 || last === undefined ? key : (last.range?.[1] ?? key);
  const at = before[end - 1] === '\n' ? end : before.indexOf('\n', end) + 1;
  return `${before.slice(0, at)}${added}${before.slice(at)}`;
}

type Item = {
  range?: [start: number, end: number, whole: number];
  get?: (key: string) => unknown;
  toJS?: (document: Document, options: { maxAliasCount: number }) => unknown;
};

const nameOf = (item: Item): string => String(item.get?.('fingerprint') ?? '');

function listIn(document: Document.Parsed): YAMLSeq | undefined {
  const list: unknown = isMap(document.contents) ? document.contents.get('dismissed', true) : undefined;
  return isSeq(list) ? list : undefined;
}

/** Where the word `dismissed` ends. */
function keyEnd({ contents }: Document.Parsed): number | undefined {
  const pair = isMap(contents) ? contents.items.find(({ key }) => isScalar(key) && key.value === 'dismissed') : undefined;
  return isScalar(pair?.key) ? pair.key.range?.[1] : undefined;
}

/** A list in brackets cannot take inserted lines, so it is rewritten with its comments. */
function reflowed(document: Document.Parsed, list: YAMLSeq, entry: Dismissal): string {
  list.flow = false;
  const larger = list.items.findIndex((item) => nameOf(item as Item) > entry.fingerprint);
  list.items.splice(larger < 0 ? list.items.length : larger, 0, document.createNode(entry));
  return document.toString({ lineWidth: 0 });
}
