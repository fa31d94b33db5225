// Edits of a text that can be undone byte for byte.

/** Replaces `length` characters at `offset` with `text`. */
export type Edit = { offset: number; length: number; text: string };

export function applied(text: string, edits: readonly Edit[]): string {
  let result = text;
  // From the end, so that no edit shifts another.
  for (const { offset, length, text: fresh } of [...edits].sort((a, b) => b.offset - a.offset))
    result = result.slice(0, offset) + fresh + result.slice(offset + length);
  return result;
}

/** The edits that undo `edits` after they were applied to `text`. */
export function inverse(text: string, edits: readonly Edit[]): Edit[] {
  let moved = 0;
  return [...edits]
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, length, text: fresh }) => {
      const back = { offset: offset + moved, length: fresh.length, text: text.slice(offset, offset + length) };
      moved += fresh.length - length;
      return back;
    });
}
