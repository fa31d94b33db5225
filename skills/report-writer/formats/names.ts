// The names by which a person asks for a form of the report, without what makes them.

export const FORMATS = ['sarif', 'github', 'gitlab', 'rdjson', 'junit', 'md', 'html', 'json'] as const;
export type Format = (typeof FORMATS)[number];
