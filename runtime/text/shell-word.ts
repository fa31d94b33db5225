// Quotes a path or name so that a person can paste it into a shell; for commands in hints.

export const shellWord = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
