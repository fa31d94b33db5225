// Colour as a parameter: the screens are pure, and without colour the same words are printed.

import picocolors from 'picocolors';
import type { Severity } from '../../../../contracts/findings/finding.ts';

type Stroke = (text: string) => string;
export type Paint = Readonly<Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'cyan' | 'magenta', Stroke>>;

export type Screen = {
  color: boolean;
  width: number;
  /** The width at which the terminal breaks lines; undefined for a pipe. */
  ends?: number | undefined;
  /** Whether it is on another machine than the command (`--on`). */
  far?: boolean;
};

export const paintFor = (color: boolean): Paint => picocolors.createColors(color);

/** The colour adds to the word; it never replaces it. */
export function severityPaint(paint: Paint, severity: Severity): Stroke {
  switch (severity) {
    case 'critical':
      return (text) => paint.bold(paint.red(text));
    case 'major':
      return paint.yellow;
    case 'minor':
      return paint.cyan;
    case 'info':
      return paint.dim;
  }
}

export function tonePaint(paint: Paint, tone: 'good' | 'warning' | 'bad' | 'neutral'): Stroke {
  const stroke = { good: paint.green, warning: paint.yellow, bad: paint.red, neutral: paint.blue }[tone];
  return (text) => paint.bold(stroke(text));
}
