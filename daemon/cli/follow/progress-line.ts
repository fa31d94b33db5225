// A PROGRESS line as data, for `tail --json`. Pure.

export type ProgressLine = {
  at: string;
  run: string;
  /** `phase-4-dispatch`, or the first word of a line about the run as a whole. */
  step: string;
  /** The `key=value` pairs of the line. */
  fields: Record<string, string>;
  text: string;
};

export function readProgressLine(line: string): ProgressLine | { text: string } {
  const [, at, run, text] = /^(\S+Z) (r-[a-z0-9]+) PROGRESS: (.*)$/.exec(line) ?? [];
  if (at === undefined || run === undefined || text === undefined) return { text: line };
  const fields: Record<string, string> = {};
  for (const [, key, quoted, plain] of text.matchAll(/(?:^| )([a-z-]+)=(?:("(?:[^"\\]|\\.)*")|(\S*))/g)) {
    if (key !== undefined) fields[key] = quoted === undefined ? (plain ?? '') : unquoted(quoted);
  }
  return { at, run, step: text.split(' ', 1)[0] ?? '', fields, text };
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
