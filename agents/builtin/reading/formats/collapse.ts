// A line as the evidence check compares it: white space collapsed to single spaces, and trimmed.

export const collapse = (text: string): string => text.replace(/\s+/g, ' ').trim();
