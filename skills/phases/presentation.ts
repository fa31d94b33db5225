// How a kind of phase shows its results: its lines on the screens of a run, and its section of the report. The report-writer and
// the screens ask each kind for these and know none of them by name.

import type { Report } from '../../contracts/run/report.ts';
import type { RunView } from '../../contracts/run/run-view.ts';
import type * as z from '../../contracts/schema.ts';
import type { Usage } from '../../contracts/usage.ts';
import type { Say } from '../report-writer/language/english.ts';
import type { Section } from '../report-writer/page/html.ts';

export type EventSchemas = Readonly<Record<string, z.ZodType>>;
export type EventOf<E extends EventSchemas> = { [T in keyof E & string]: { type: T; payload: z.infer<E[T]> } }[keyof E & string];
/** A sentence, or several lines, for each event. */
export type EventTexts<E extends EventSchemas, Told> = { readonly [T in keyof E & string]: (payload: z.infer<E[T]>) => Told };

/** Where its section is: with the verdict on the work, with what was done, with what is planned, or after the findings. */
export type SectionPlace = 'judged' | 'done' | 'planned' | 'found';

export type ScreenParts = {
  place: SectionPlace;
  /** A one-word label, on screens. */
  label: string;
  /** What it adds to a summary that no worker wrote. If a phase has done something, that is the whole summary. */
  summary?(view: RunView, say: Say): string[];
  /** Its lines in `muster show`. */
  lines(view: RunView): string[];
  /** Earlier runs whose results were reused instead, and what those had cost. */
  reuses?(view: Pick<RunView, 'phases'>): { run: string; saved: Usage }[];
  /** Its workers raise no findings, so a run of only this kind does not mention them. */
  findsNothing?: true;
  /** What the screen at the end of a run says about it, with details below; by default, its lines. */
  closing?(view: RunView): { lines: string[]; below: string[] };
};

export type Presentation = ScreenParts & {
  /** Sections of report.md with their headings; empty if the run has nothing of this kind. */
  markdown(report: Report, say: Say): string;
  /** Sections of report.html. */
  page(report: Report, say: Say): readonly (Section | undefined)[];
};

/** One short sentence for each event of a kind, for the journal. */
export type EventSentences<Events extends EventSchemas> = EventTexts<Events, string>;

/** PROGRESS lines, for the events that have some. */
export type ProgressLines<Events extends EventSchemas> = Partial<EventTexts<Events, string | string[]>>;

/** A section of report.md; empty if there is nothing to say. */
export const markdownSection = (heading: string, body: string): string => (body.trim() === '' ? '' : `## ${heading}\n\n${body}`);
