// The stages of a plan that was carried out, in German.

export const STAGES_GERMAN: Readonly<Record<string, string>> = {
  'Stages': 'Stufen',
  '{verified} of {stages} verified': '{verified} von {stages} bewiesen',
  '{n} stage': '{n} Stufe',
  '{n} stages': '{n} Stufen',
  'no test shows it; the approved plan asks for none ({why})': 'kein Test zeigt es; der genehmigte Plan verlangt keinen ({why})',
  'a person accepted it as it is': 'ein Mensch hat sie angenommen, wie sie ist',
  'The plan of {run}. B is the base, T the base with the tests and build files of the work, H the work itself.':
    'Der Plan von {run}. B ist die Grundlage, T die Grundlage mit den Tests und Bau-Dateien der Arbeit, H die Arbeit selbst.',
  '{n} attempt': '{n} Versuch',
  'What nobody proved': 'Was niemand bewiesen hat',
  'Everything that the plan asks for was proved.': 'Alles, was der Plan verlangt, wurde bewiesen.',
  'Left as it is': 'Belassen, wie es ist',
  'Attempt {n} did not count': 'Versuch {n} zählte nicht',
  'Commit': 'Commit',
  'on': 'auf',
  'validator': 'Prüfung',
  'outcome': 'Ergebnis',
  'why': 'Grund',
};
