// Puts the table into the README, between its two marks.

import { readFileSync, writeFileSync } from 'node:fs';

const [BEGIN, END] = ['<!-- bench -->', '<!-- /bench -->'];

export function putInto(readme: string, table: string): void {
  const text = readFileSync(readme, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${readme} has no place for the table: it needs the lines ${BEGIN} and ${END}`);
  writeFileSync(readme, `${text.slice(0, from + BEGIN.length)}\n\n${table}\n${text.slice(to)}`);
}
