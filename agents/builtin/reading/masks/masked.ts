// A mask: the text of a file with strings and comments blanked out, and where they were.

/** From the opening quote to the end of the closing one; `inner` is what is between them. */
export type StringSpan = { start: number; end: number; innerStart: number; innerEnd: number };
export type Span = { start: number; end: number };

export type Masked = {
  /** Same length and line breaks as the text. */
  code: string;
  strings: StringSpan[];
  comments: Span[];
};
