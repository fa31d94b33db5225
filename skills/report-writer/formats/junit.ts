// The report as JUnit XML: every finding is a failed test case, so that any CI can show and count them.

import type { Report } from '../../../contracts/run/report.ts';
import { oneLine } from '../../wording/plain-text.ts';
import { type Remark, type ReportedFinding, remarksOn, reportedFindings } from './reported-findings.ts';

export function renderJunit(report: Report): string {
  const { run } = report;
  const cases = [runCase(remarksOn(report)), ...reportedFindings(report).map(findingCase)];
  const count = (tag: string) => cases.filter((it) => it.includes(`<${tag}`)).length;
  const numbers = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  const time =
    run.startedAt === null || run.endedAt === null
      ? ''
      : ` time="${((Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000).toFixed(3)}"`;
  const suite = `<testsuite name="${attribute(`muster ${run.task.type} ${run.id}`)}" ${numbers}${time} timestamp="${attribute(run.createdAt.slice(0, 19))}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="muster" ${numbers}>\n${suite}\n${cases.join('\n')}\n</testsuite>\n</testsuites>\n`;
}

/** A test case for the run itself: without findings the list would otherwise be empty, as if nothing had been tested. */
function runCase(remarks: readonly Remark[]): string {
  const failed = remarks.find(({ id }) => id === 'failed');
  const blocked = remarks.find(({ id, level }) => id === 'verdict' && level === 'error');
  const less = remarks.filter(({ id, level }) => level === 'warning' && id !== 'unlooked');
  const body =
    failed !== undefined
      ? `<error message="${attribute(failed.text)}"/>`
      : blocked !== undefined
        ? `<failure type="blocked" message="${attribute(blocked.text)}"/>`
        : less.length > 0
          ? `<skipped message="${attribute(less.map(({ text }) => text).join(' '))}"/>`
          : '';
  const told = remarks.length === 0 ? '' : `<system-out>${content(remarks.map(({ text }) => text).join('\n'))}</system-out>`;
  return `<testcase classname="muster" name="the run">${body}${told}</testcase>`;
}

function findingCase(it: ReportedFinding): string {
  const place = it.places.find(({ before }) => !before);
  const at = place === undefined ? '' : ` file="${attribute(place.path)}"${place.line === undefined ? '' : ` line="${place.line}"`}`;
  const where = place === undefined ? '' : `\n\n${oneLine(place.path)}${place.line === undefined ? '' : `:${place.line}`}`;
  const text = content(`${it.text}${where}${it.recommendation === undefined ? '' : `\n\nRecommended: ${it.recommendation}`}`);
  const skipped = it.dismissed ?? (it.preExisting ? 'It was there before the change under review.' : undefined);
  const body =
    skipped === undefined
      ? `<failure type="${it.severity}" message="${attribute(it.title)}">${text}</failure>`
      : `<skipped message="${attribute(skipped)}"/>`;
  return `<testcase classname="${attribute(it.category)}" name="${attribute(`${it.id} ${it.title}`)}"${at}>${body}</testcase>`;
}

/** XML cannot express most control characters, nor U+FFFE and U+FFFF. */
const content = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '�')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

const attribute = (text: string): string =>
  content(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;').replaceAll('\r', '&#13;');
