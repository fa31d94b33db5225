// What a mask is: the text of a file with its strings and comments blanked out, and where they stood.

/** From the opening quote to behind the closing one; `inner` is what stands between. */
export type StringSpan = { start: number; end: number; innerStart: number; innerEnd: number };
export type Span = { start: number; end: number };

export type Masked = {
  /** As long as the text, with the same line breaks. */
  code: string;
  strings: StringSpan[];
  comments: Span[];
};
