// Texts of files for the tests of links.

export const text = (...lines: string[]): string => `${lines.join('\n')}\n`;
