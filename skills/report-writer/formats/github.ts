// The report as GitHub workflow commands: GitHub Actions shows each as an annotation at its line.

import type { Report } from '../../../contracts/run/report.ts';
import { counted, type Level, type ReportedFinding, remarksOn, reportedFindings } from './reported-findings.ts';

const COMMANDS: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', note: 'notice' };

export function renderGithub(report: Report): string {
  const remarks = remarksOn(report).map(({ level, text, id }) => command(COMMANDS[level], { title: `Muster: ${id}` }, text));
  return [...counted(reportedFindings(report)).map(annotation), ...remarks].map((it) => `${it}\n`).join('');
}

function annotation({ level, places: [place], category, id, text, recommendation }: ReportedFinding): string {
  const at =
    place === undefined || place.before
      ? {}
      : {
          file: place.path,
          ...(place.line === undefined ? {} : { line: String(place.line) }),
          ...(place.endLine === undefined ? {} : { endLine: String(place.endLine) }),
        };
  return command(
    COMMANDS[level],
    { ...at, title: `${category} (${id})` },
    recommendation === undefined ? text : `${text}\n\nRecommended: ${recommendation}`,
  );
}

/** A worker's text must end neither the line nor the list of properties: the next line would be read as a command. */
function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escaped(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`);
  return `::${name}${list.length === 0 ? '' : ` ${list.join(',')}`}::${escaped(message)}`;
}

const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
