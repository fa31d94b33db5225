// The report in reviewdog's diagnostic format, and so for every service on which reviewdog can comment.

import type { Report } from '../../../contracts/run/report.ts';
import { counted, type Level, type Lines, type ReportedFinding, remarksOn, reportedFindings } from './reported-findings.ts';

const SEVERITIES: Readonly<Record<Level, string>> = { error: 'ERROR', warning: 'WARNING', note: 'INFO' };

export function renderRdjson(report: Report): string {
  const document = {
    source: { name: 'muster' },
    diagnostics: [
      ...counted(reportedFindings(report)).map(diagnostic),
      ...remarksOn(report).map(({ id, level, text }) => ({
        message: text,
        location: { path: '' },
        severity: SEVERITIES[level],
        code: { value: `muster/${id}` },
      })),
    ],
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function diagnostic({ text, recommendation, level, category, places, objections }: ReportedFinding) {
  const place = places.find(({ before }) => !before);
  const related = [
    ...places
      .filter((it) => it !== place && !it.before)
      .map((it) => ({ message: 'The same finding, also here.', location: locationOf(it) })),
    ...objections.flatMap((it) => it.places.filter(({ before }) => !before).map((at) => ({ message: it.text, location: locationOf(at) }))),
  ];
  return {
    message: recommendation === undefined ? text : `${text}\n\nRecommended: ${recommendation}`,
    location: place === undefined ? { path: '' } : locationOf(place),
    severity: SEVERITIES[level],
    code: { value: category },
    ...(related.length === 0 ? {} : { relatedLocations: related }),
  };
}

function locationOf({ path, line, endLine }: Lines) {
  return line === undefined ? { path } : { path, range: { start: { line }, ...(endLine === undefined ? {} : { end: { line: endLine } }) } };
}
