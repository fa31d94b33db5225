// Renders a finding as text for the worker who must judge it.

import type { Evidence } from '../../../../contracts/findings/finding.ts';
import type { Argument, AskedFinding } from '../rounds/ask.ts';

export function findingText(it: AskedFinding): string {
  const paragraphs = [
    `${it.id} · ${it.severity} · ${it.category}\n${it.title}`,
    mannerText(it),
    `Claim: ${it.claim}`,
    it.recommendation === undefined ? '' : `Recommended: ${it.recommendation}`,
    listed(it.folded ? 'Places, each to be judged by itself' : 'Evidence', it.evidence.map(evidenceText)),
    listed('Claimed as evidence, but not found by Muster', it.notThere.map(evidenceText)),
    ...it.arguments.map((argument) => argumentText(argument)),
    listed(
      'Your own findings in this file, if this repeats one of them',
      it.yours.map(({ id, title, line }) => `${id}${line === undefined ? '' : `, line ${line}`}: ${title}`),
    ),
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

function mannerText({ manner, raisedByYou, repeatedByYou, judgedBefore }: AskedFinding): string {
  const how = [manner.mode, ...(manner.adversarial ? ['adversarial'] : []), ...(manner.last ? ['last round'] : [])].join(', ');
  const why = raisedByYou
    ? 'You raised it; read the objections.'
    : judgedBefore
      ? 'You have judged it before; the following is new.'
      : repeatedByYou
        ? 'You raised it too, in the words of another or without a look; look now, and judge it.'
        : '';
  return `Manner: ${how}.${why === '' ? '' : ` ${why}`}`;
}

const argumentText = ({ side, basis, evidence }: Argument): string =>
  [`Brought up ${side} it: ${basis}`, ...evidence.map((one) => `- ${evidenceText(one)}`)].join('\n');

const listed = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [`${title}:`, ...lines.map((line) => `- ${line}`)].join('\n');

export function evidenceText({ path, side, line, endLine, quote, searched, command, output }: Evidence): string {
  const lines = line === undefined ? '' : `:${line}${endLine === undefined || endLine === line ? '' : `-${endLine}`}`;
  return [
    path === undefined ? '' : `${path}${lines}${side === 'from' ? ' (before the change)' : ''}`,
    searched === undefined ? '' : `searched for \`${searched.pattern}\` in ${searched.scope}, found nothing`,
    command === undefined ? '' : `ran \`${command}\``,
    quote === undefined ? '' : indented(quote),
    output === undefined ? '' : indented(output),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
