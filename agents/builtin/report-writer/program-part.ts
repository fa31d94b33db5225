// What the built-in program calls for the skill `report`: reads the facts and writes the narrative.

import { readFile, stat } from 'node:fs/promises';
import { MusterError } from '../../../contracts/errors.ts';
import { Report } from '../../../contracts/run/report.ts';
import type { NarrativeBlock } from '../../../contracts/work/narrative.ts';
import { narrate } from './narrate.ts';
import { counted } from './wording.ts';

/** Far more than the facts of any run; a larger file is something else. */
const LARGEST = 256 * 1024 * 1024;

export async function writeReport(factsPath: string): Promise<{ summary: string; narrative: NarrativeBlock[] }> {
  const facts = parsed(factsPath, await text(factsPath));
  const narrative = narrate(facts);
  const summary = `Described ${counted(facts.run.findings.length, 'finding')} of ${facts.run.id} in ${counted(narrative.length, 'block')}, by fixed rules.`;
  return { summary, narrative };
}

async function text(path: string): Promise<string> {
  const { size } = await stat(path).catch((cause: unknown) => {
    throw new MusterError(
      'io-failed',
      `the facts of the report cannot be read: ${path}`,
      'The daemon writes this file before it asks for the report; check its folder.',
      { cause },
    );
  });
  if (size > LARGEST) throw new MusterError('io-failed', `${path} is larger than the facts of any report`, 'Check which program wrote it.');
  return readFile(path, 'utf8');
}

function parsed(path: string, written: string): Report {
  const facts = Report.safeParse(json(path, written));
  if (facts.success) return facts.data;
  const [issue] = facts.error.issues;
  throw new MusterError(
    'internal',
    `${path} does not contain the facts of a report: ${issue?.path.join('.')}: ${issue?.message}`,
    'It may have been written by another version of Muster.',
  );
}

function json(path: string, written: string): unknown {
  try {
    return JSON.parse(written);
  } catch (cause) {
    throw new MusterError('internal', `${path} is not JSON`, 'The daemon writes this file as a whole; check which program changed it.', {
      cause,
    });
  }
}
