// Every category has an analyser that finds it and another one that can re-check it by a method of its own; the agent definitions say the
// same.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDefinition } from '../../../../agents/definition.ts';
import { allBuiltins, matrixOf } from './matrix.ts';

const test = suite('the matrix of finders and re-checkers');
const file = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const analysers = await allBuiltins();

test('each category has at least two agents, each with a method of its own', () => {
  for (const { category, finder, recheckers } of matrixOf(analysers)) {
    assert.ok(recheckers.length >= 1, `${category} is re-checked by nobody but ${finder}`);
    assert.is(new Set(recheckers.map((it) => it.method)).size, recheckers.length, `${category}: two re-checks say the same method`);
    for (const { agent, method } of recheckers) assert.ok(agent !== finder && method.length > 20, `${category}: ${agent} says how`);
  }
});

test('no rule or re-check is listed twice, and every re-check belongs to an active rule', () => {
  const rules = analysers.flatMap((it) => it.rules.map((rule) => rule.id));
  assert.is(new Set(rules).size, rules.length);
  for (const { name, rechecks } of analysers) {
    const categories = rechecks.map((it) => it.category);
    assert.is(new Set(categories).size, categories.length, `${name} has two re-checks of one category`);
    for (const category of categories) assert.ok(rules.includes(category), `${name} re-checks ${category}, which nobody finds`);
  }
});

test('a rule is named after its analyser, and says what it finds in one line', () => {
  for (const { name, rules } of analysers)
    for (const { id, says } of rules) {
      assert.match(id, new RegExp(`^${name}/[a-z]+(-[a-z]+)*$`));
      assert.ok(id.length <= 64 && says.length > 10 && says.length < 100 && !says.includes('\n'), id);
    }
});

test('the roster gives each analyser the field that its code has', () => {
  for (const { name, rules, rechecks } of analysers) {
    const path = `agents/roster/${name}.md`;
    const { categories, provider, roles } = readDefinition(readFileSync(file(path), 'utf8'), path, 'built-in');
    assert.equal([provider, roles], ['builtin', ['analyser']]);
    assert.equal(
      [...(categories ?? [])].sort(),
      [...rules.map((it) => it.id), ...rechecks.map((it) => it.category)].sort(),
      `${path}: categories`,
    );
  }
});

test('docs/builtin.md has a row for every rule', () => {
  const page = readFileSync(file('docs/builtin.md'), 'utf8');
  for (const { category } of matrixOf(analysers))
    assert.ok(page.includes(`\`${category}\``), `docs/builtin.md says nothing of ${category}`);
});

test.run();
