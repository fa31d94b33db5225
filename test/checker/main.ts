// `node test/checker/main.ts <home>`: looks at a home in which everything has ended, prints a line for each
// difference, and exits with 1 if there is one.

import { checkHome } from './check-home.ts';

const [, , home] = process.argv;
if (home === undefined) {
  process.stderr.write('check-home: give the home as the one argument\n');
  process.exitCode = 2;
} else {
  const { runs, events, differences } = checkHome(home);
  for (const line of differences) console.log(line);
  console.log(`${runs} runs, ${events} events: ${differences.length === 0 ? 'nothing is wrong' : `${differences.length} differences`}`);
  if (differences.length > 0) process.exitCode = 1;
}
