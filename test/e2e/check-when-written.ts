// Runs the independent checker on a home once the last files are written, which happens after the end of a run and after each later
// command.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkHome } from '../checker/check-home.ts';
import { until } from './daemon-fixture.ts';

/** Nothing, in a sound home; `about` picks what a test has to answer for. */
export async function differencesIn(home: string, about: (difference: string) => boolean = () => true): Promise<string[]> {
  const wrong = () => checkHome(home).differences.filter(about);
  await until('the last files', () => wrong().length === 0).catch(() => undefined);
  return wrong();
}

/**
 * Waits until nothing more is removed in the background: a copy of the home made meanwhile would miss files that were there a moment ago.
 */
export const trashEmptied = (home: string, within?: number): Promise<void> => {
  const trash = join(home, 'trash');
  return until('the trash to be empty', () => !existsSync(trash) || readdirSync(trash).length === 0, within);
};
