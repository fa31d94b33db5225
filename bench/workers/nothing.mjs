// A worker that has nothing to say: it reads its prompt, writes an empty result, and exits.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

const [, , prompt, result] = process.argv;
const text = readFileSync(prompt, 'utf8');
const anchor = (name) => new RegExp(`^\\*\\*${name}:\\*\\* (.*)$`, 'm').exec(text)?.[1];
const answer = {
  dispatch: anchor('Dispatch'),
  nonce: anchor('Nonce'),
  role: 'analyser',
  status: 'done',
  summary: '',
  findings: [],
  verdicts: [],
};
writeFileSync(`${result}.part`, JSON.stringify(answer));
renameSync(`${result}.part`, result);
