// Completes `consumers.jsonl` from existing carries: one line for each finished stage that has none. It also reads the formats of
// other programs, and changes no existing line. Pure.

import { canonicalJson } from '../../../../runtime/canonical.ts';

export type CarryFile = { name: string; text: string };

export type Backfilled = {
  /** The whole file. */
  text: string;
  added: { stage: string; head: string; carry: string }[];
  /** Stages that already have a line. */
  known: string[];
  /** Carries of stages that did not finish. */
  unfinished: string[];
  skipped: { name: string; because: string }[];
};

type Fields = Record<string, unknown>;
type Row = { stage: string; status: string; key: string | undefined };

const NOT_DONE = /^(fail|failed|blocked|error|aborted)$/i;

export function backfill(consumers: string, carries: readonly CarryFile[]): Backfilled {
  const skipped: Backfilled['skipped'] = [];
  const rows: Row[] = [];
  for (const [at, line] of consumers.split('\n').entries()) {
    if (line.trim() === '') continue;
    const fields = fieldsOf(line);
    if (fields) rows.push({ stage: stageIn(fields) ?? '', status: textIn(fields, 'status') ?? '', key: textIn(fields, 'key') });
    else skipped.push({ name: `line ${at + 1}`, because: 'it is no JSON object' });
  }
  const read = carries.toSorted((a, b) => (a.name < b.name ? -1 : 1)).flatMap((file) => carryIn(file, skipped));
  const anyKey = rows.find((it) => it.key !== undefined)?.key ?? read.find((it) => it.key !== undefined)?.key;
  const out: Backfilled = { text: '', added: [], known: [], unfinished: [], skipped };
  const lines: string[] = [];
  for (const { name, stage, n, status, head, key: own } of read) {
    const same = rows.filter((it) => it.stage === stage);
    if (NOT_DONE.test(status)) out.unfinished.push(stage);
    else if (same.some((it) => it.status === 'done')) out.known.push(stage);
    else if (head === undefined) skipped.push({ name, because: 'it names no head' });
    else {
      const key = same.find((it) => it.key !== undefined)?.key ?? own ?? anyKey;
      const line = {
        stage,
        ...(n === undefined ? {} : { stageNumber: n }),
        ...(key === undefined ? {} : { key }),
        status: 'done',
        head,
        carry: name,
      };
      lines.push(canonicalJson({ ...line, source: 'backfill' }));
      rows.push({ stage, status: 'done', key });
      out.added.push({ stage, head, carry: name });
    }
  }
  const before = consumers === '' || consumers.endsWith('\n') ? consumers : `${consumers}\n`;
  return { ...out, text: before + lines.map((it) => `${it}\n`).join('') };
}

type Read = { name: string; stage: string; n: number | undefined; status: string; head: string | undefined; key: string | undefined };

function carryIn({ name, text }: CarryFile, skipped: Backfilled['skipped']): Read[] {
  const fields = fieldsOf(text);
  if (!fields) {
    skipped.push({ name, because: 'it is no JSON object' });
    return [];
  }
  const stage = stageIn(fields) ?? nameOf(name);
  const n = fields.stageNumber;
  return [
    {
      name,
      stage,
      n: typeof n === 'number' && Number.isInteger(n) ? n : undefined,
      status: textIn(fields, 'status') ?? '',
      head: headIn(fields),
      key: textIn(fields, 'key'),
    },
  ];
}

const stageIn = (fields: Fields): string | undefined => textIn(fields, 'stage') ?? textIn(fields, 'stageNumber');

/** `carry/stage-3.json` belongs to stage 3. */
const nameOf = (name: string): string =>
  name
    .replace(/^.*\//, '')
    .replace(/\.json$/, '')
    .replace(/^stage[-_]?(?=\d)/, '');

function headIn(fields: Fields): string | undefined {
  const range = fields.stageCommitRange;
  const commits = Array.isArray(fields.commits) ? fields.commits : [];
  const last: unknown = commits.findLast((it) => isFields(it) && textIn(it, 'sha') !== undefined);
  return (
    (isFields(range) ? textIn(range, 'head') : undefined) ??
    textIn(fields, 'head_sha') ??
    textIn(fields, 'head_commit') ??
    textIn(fields, 'head') ??
    (isFields(last) ? textIn(last, 'sha') : undefined)
  );
}

/** A number is treated as its text: stages are named either way. */
function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'number' ? String(value) : typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function fieldsOf(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
