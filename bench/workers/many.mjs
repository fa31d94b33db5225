// A worker whose result has the maximum number of findings, each at another line of one file.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

const [, , prompt, result, count = '2000'] = process.argv;
const text = readFileSync(prompt, 'utf8');
const anchor = (name) => new RegExp(`^\\*\\*${name}:\\*\\* (.*)$`, 'm').exec(text)?.[1];
const seat = anchor('Dispatch').split('/').at(-1);
const finding = (n) => ({
  localId: `${n}`,
  title: `The value of step ${n} is used before it is checked`,
  severity: 'minor',
  category: 'correctness',
  claim: `Step ${n} takes its value from outside, and ${seat} found nothing that limits it before line ${n + 1} uses it.`,
  evidence: [{ path: 'steps.js', line: n + 1, quote: `export const step${n} = (value) => value * ${n};` }],
  confidence: 0.8,
});
const answer = {
  dispatch: anchor('Dispatch'),
  nonce: anchor('Nonce'),
  role: 'analyser',
  status: 'done',
  summary: '',
  findings: Array.from({ length: Number(count) }, (_, n) => finding(n)),
  verdicts: [],
};
writeFileSync(`${result}.part`, JSON.stringify(answer));
renameSync(`${result}.part`, result);
