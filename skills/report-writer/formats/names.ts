// The names of the report formats, without the code that makes them.

export const FORMATS = ['sarif', 'github', 'gitlab', 'rdjson', 'junit', 'md', 'html', 'json'] as const;
export type Format = (typeof FORMATS)[number];
