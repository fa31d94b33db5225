// The report as SARIF 2.1.0, for code scanning and other tools that read analysis results: findings as results, dismissed ones as
// suppressed, objections as related locations, and problems of the run as notifications.

import type { Report } from '../../../contracts/run/report.ts';
import { type Baseline, baselineOf, type Earlier } from './baseline.ts';
import {
  type Lines,
  levelOf,
  type Remark,
  type Rendering,
  type ReportedFinding,
  remarksOn,
  reportedFindings,
} from './reported-findings.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const ROOT = 'SRCROOT';
/** Each finding has one main place, and a limited number of further ones. */
const MOST_PLACES = 100;

const DESCRIPTORS: Readonly<Record<Remark['id'], string>> = {
  failed: 'The run did not complete.',
  verdict: 'Whether the work is accepted, and why not.',
  'inconclusive': 'An answer shows no look at the code, so it does not count.',
  'not-judged': 'What was asked takes judgement, and no worker that can judge it gave an answer that counts.',
  degraded: 'Fewer results came in than the task type expects.',
  outcome: 'How the run ended, and how much was opened.',
  unlooked: 'Something was not looked at.',
};

export function renderSarif(report: Report, { exitCode }: Rendering): string {
  const told = reportedFindings(report);
  const baseline = baselineOf(report.run);
  const isRange = report.run.base?.kind === 'git' && report.run.base.from !== undefined;
  const categories = [
    ...new Set([...told, ...(baseline?.open ?? []), ...(baseline?.gone ?? [])].map(({ category }) => category)),
  ].toSorted();
  const ruleIndex = (category: string) => ({ ruleId: category, ruleIndex: categories.indexOf(category) });
  const results = [
    ...told.map((it) => ({ ...ruleIndex(it.category), ...resultOf(it), ...stateIn(baseline, it, isRange) })),
    // A reader would take anything that is missing from the log for fixed.
    ...(baseline?.open ?? []).map((it) => ({ ...ruleIndex(it.category), ...earlierResult(it), baselineState: 'unchanged' })),
    ...(baseline?.gone ?? []).map((it) => ({
      ...ruleIndex(it.category),
      kind: 'pass',
      level: 'none',
      message: { text: it.title },
      partialFingerprints: { 'musterId/v1': it.id },
      baselineState: 'absent',
    })),
  ];
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: driverOf(report, told, categories) },
        automationDetails: { id: `muster/${report.run.task.type}/${report.run.id}`, description: { text: `Muster run ${report.run.id}` } },
        invocations: [invocationOf(report, exitCode)],
        originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the project that was looked at.' } } },
        columnKind: 'utf16CodeUnits',
        results,
        properties: { run: report.run.id, outcome: report.run.outcome, degraded: report.run.degraded },
      },
    ],
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

function driverOf({ engine }: Report, told: readonly ReportedFinding[], categories: readonly string[]) {
  return {
    name: 'Muster',
    version: engine,
    informationUri: 'https://www.npmjs.com/package/musterd',
    ...(/^\d+\.\d+\.\d+/.test(engine) ? { semanticVersion: engine } : {}),
    rules: categories.map((id) => ({
      id,
      shortDescription: { text: `Findings of category ${id}.` },
      defaultConfiguration: { level: told.find(({ category }) => category === id)?.level ?? 'note' },
    })),
    notifications: Object.entries(DESCRIPTORS).map(([id, text]) => ({ id, shortDescription: { text } })),
  };
}

function invocationOf(report: Report, exitCode: number) {
  const { run } = report;
  const from = run.startedAt ?? run.createdAt;
  return {
    executionSuccessful: run.outcome === 'completed',
    exitCode,
    startTimeUtc: from,
    ...(run.endedAt === null ? {} : { endTimeUtc: run.endedAt }),
    toolExecutionNotifications: remarksOn(report).map(({ id, level, text }) => ({
      descriptor: { id, index: Object.keys(DESCRIPTORS).indexOf(id) },
      level,
      message: { text: sentence(text) },
    })),
  };
}

function resultOf(it: ReportedFinding) {
  const [first, ...more] = it.places;
  const related = [
    ...more.slice(0, MOST_PLACES).map((place) => ({ ...locationOf(place), message: { text: 'The same finding, also here.' } })),
    ...it.objections.flatMap(({ text, places }) =>
      (places.length === 0 ? [undefined] : places).map((place) => ({
        ...(place === undefined ? {} : locationOf(place)),
        message: { text: sentence(text) },
      })),
    ),
    ...it.otherWordings.map(({ seat, text }) => ({ message: { text: sentence(`As ${seat} words it: ${text}`) } })),
  ].map((location, id) => ({ id: id + 1, ...location }));
  return {
    kind: 'fail',
    level: it.level,
    message: { text: sentence(it.recommendation === undefined ? it.text : `${it.text}\n\nRecommended: ${it.recommendation}`) },
    locations: first === undefined ? [] : [locationOf(first)],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    partialFingerprints: fingerprints(it.fingerprint),
    ...(it.dismissed === undefined ? {} : { suppressions: [{ kind: 'external', status: 'accepted', justification: it.dismissed }] }),
    rank: Math.round(Math.min(1, Math.max(0, it.confidence)) * 1000) / 10,
    properties: { finding: it.id, severity: it.severity, state: it.state, ...(it.claimed ? { claimed: true } : {}) },
  };
}

function locationOf({ path, line, endLine, before, quote }: Lines) {
  const region =
    line === undefined
      ? undefined
      : { startLine: line, ...(endLine === undefined ? {} : { endLine }), ...(quote === undefined ? {} : { snippet: { text: quote } }) };
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(path), uriBaseId: ROOT },
      ...(region === undefined ? {} : { region }),
    },
    ...(before ? { message: { text: 'As it was before the change.' } } : {}),
  };
}

/** A relative reference: no path may be read as a scheme, a host or a query. */
const uriOf = (path: string): string =>
  path
    .toWellFormed()
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/')
    .replace(/^\/+/, '');

const fingerprints = (fingerprint: string) => ({ 'musterFinding/v1': fingerprint });

/** A range has a baseline of its own: the state before the change. */
function stateIn(baseline: Baseline | undefined, { id, fingerprint, preExisting }: ReportedFinding, isRange: boolean) {
  if (baseline === undefined) return isRange ? { baselineState: preExisting ? 'unchanged' : 'new' } : {};
  const known = baseline.states.get(id);
  const ids = { ...fingerprints(fingerprint), ...(known ? { 'musterId/v1': known.id } : {}) };
  return { baselineState: preExisting ? 'unchanged' : (known?.state ?? 'new'), partialFingerprints: ids };
}

/** It is still there, though no worker raised it in this run. */
const earlierResult = ({ id, title, stood, severity, preExisting, path, line }: Earlier) => ({
  level: preExisting ? 'note' : levelOf(severity),
  message: {
    text: `${sentence(title)}\n\nNot raised again in this run; ${line === undefined ? 'its file' : 'its line'} is still there. ${stood}`,
  },
  partialFingerprints: { 'musterId/v1': id },
  ...(path === undefined
    ? {}
    : {
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: uriOf(path), uriBaseId: ROOT },
              ...(line === undefined ? {} : { region: { startLine: line } }),
            },
          },
        ],
      }),
});

/** Readers of SARIF expect whole sentences. */
const sentence = (text: string): string => (/[.!?…)]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
