// Two stages that do not know of each other: one returns prices in cents, the other prints prices as dollars. Each passes alone,
// and together they print amounts that are a hundred times too high.

import type { StagePart } from './execution-fixture.ts';

export const PRICES = {
  'price.mjs': 'export const price = () => 7;\n',
  'package.json': '{ "name": "prices", "type": "module" }\n',
  'README.md': '# Prices\n',
  'dollars.mjs': "import { label } from './label.mjs';\nprocess.exit(label() === '$7' ? 0 : 1);\n",
};

const PRICE_TEST = `import test from 'node:test'; import assert from 'node:assert'; import { price } from '../price.mjs';
test('the price', () => assert.equal(price(), 700));\n`;
const LABEL_TEST = `import test from 'node:test'; import assert from 'node:assert'; import { label } from '../label.mjs';
test('the label', () => assert.equal(label(), '$7'));\n`;
const LABEL = (from: string) => `import { price } from './price.mjs';\nexport const label = () => '$' + ${from};\n`;

export const FIXED = `write('label.mjs', ${JSON.stringify(LABEL('price() / 100'))});`;

export const RED_TOGETHER = `
  if (prompt.inputs.stage === 'cents') {
    write('price.mjs', 'export const price = () => 700;\\n'); write('test/price.test.mjs', ${JSON.stringify(PRICE_TEST)});
    return { title: 'Give prices in cents' };
  }
  if (prompt.inputs.stage === 'label') {
    write('label.mjs', ${JSON.stringify(LABEL('price()'))}); write('test/label.test.mjs', ${JSON.stringify(LABEL_TEST)});
    return { title: 'Print prices' };
  }
  ${FIXED}
  return { title: 'Print dollars again' };`;

export const TWO: readonly StagePart[] = [
  { id: 'cents', files: ['price.mjs', 'test/price.test.mjs'] },
  { id: 'label', files: ['label.mjs', 'test/label.test.mjs'] },
];
