// The report in GitLab's code quality format: an entry for each finding, shown in the merge request.

import type { Report } from '../../../contracts/run/report.ts';
import { counted, type Level, remarksOn, reportedFindings } from './reported-findings.ts';

const REMARKS: Readonly<Record<Level, string>> = { error: 'blocker', warning: 'major', note: 'info' };

export function renderGitlab(report: Report): string {
  const seen = new Map<string, number>();
  /** GitLab keeps only one entry for each fingerprint. */
  const unique = (fingerprint: string): string => {
    const before = seen.get(fingerprint) ?? 0;
    seen.set(fingerprint, before + 1);
    return before === 0 ? fingerprint : `${fingerprint}-${before + 1}`;
  };
  const findings = counted(reportedFindings(report)).map((it) => {
    const place = it.places.find(({ before }) => !before);
    return {
      description: `${it.title} (${it.id}, ${it.stateName})`,
      check_name: it.category,
      fingerprint: unique(it.fingerprint),
      severity: it.preExisting ? 'info' : it.severity,
      location: {
        path: place?.path ?? '.',
        lines: { begin: place?.line ?? 1, ...(place?.endLine === undefined ? {} : { end: place.endLine }) },
      },
    };
  });
  const remarks = remarksOn(report).map(({ id, level, text }, at) => ({
    description: `Muster: ${text}`,
    check_name: `muster/${id}`,
    fingerprint: unique(`muster-${id}-${at + 1}`),
    severity: REMARKS[level],
    location: { path: '.', lines: { begin: 1 } },
  }));
  return `${JSON.stringify([...findings, ...remarks], null, 1)}\n`;
}
