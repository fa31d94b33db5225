// The stages of a plan that was carried out, in German.

export const STAGES_GERMAN: Readonly<Record<string, string>> = {
  'Stages': 'Stufen',
  '{verified} of {stages} verified': '{verified} von {stages} verifiziert',
  '{n} stage': '{n} Stufe',
  '{n} stages': '{n} Stufen',
  'no test shows it; the approved plan asks for none ({why})': 'kein Test zeigt es; der genehmigte Plan verlangt keinen ({why})',
  'a person accepted it as it is': 'ein Mensch hat sie angenommen, wie sie ist',
  'The plan of {run}. B is the base, T the base with the tests and build files of the work, H the work itself.':
    'Der Plan von {run}. B ist die Grundlage, T die Grundlage mit den Tests und Bau-Dateien der Arbeit, H die Arbeit selbst.',
  '{n} attempt': '{n} Versuch',
  'What nobody proved': 'Was niemand bewiesen hat',
  'Everything that the plan asks for was proved.': 'Alles, was der Plan verlangt, wurde bewiesen.',
  'All validators pass on {stages} put together ({head}).': 'Alle Prüfungen bestehen auf {stages} zusammen ({head}).',
  'Put together, the stages are red: {stage} breaks {other}.': 'Zusammen sind die Stufen rot: {stage} verträgt sich nicht mit {other}.',
  'Put together, the stages are red.': 'Zusammen sind die Stufen rot.',
  'the stages before it': 'den Stufen davor',
  'The stages cannot be put together: {stage} conflicts with {other}.':
    'Die Stufen lassen sich nicht zusammenführen: {stage} steht im Konflikt mit {other}.',
  'What the stages come to together could not be proved.': 'Was die Stufen zusammen ergeben, konnte nicht bewiesen werden.',
  'The stages are being put together.': 'Die Stufen werden zusammengeführt.',
  'Met, but nothing shows that the work did it: {criterion}': 'Erfüllt, aber nichts zeigt, dass die Arbeit es bewirkt hat: {criterion}',
  'Not met on the whole change: {criterion}': 'An der ganzen Änderung nicht erfüllt: {criterion}',
  'The whole change': 'Die ganze Änderung',
  'criterion': 'Kriterium',
  'To take it over: {apply} (or {branch}, {pr}, {patch})': 'Zum Übernehmen: {apply} (oder {branch}, {pr}, {patch})',
  'Left as it is': 'Belassen, wie es ist',
  'Taken over from {run}, which verified it before.': 'Übernommen aus {run}, wo sie schon verifiziert wurde.',
  'there is no proved work to judge': 'es gibt keine bewiesene Arbeit, die zu beurteilen wäre',
  'no reviewer who can judge the work took part: it is proved, and not judged':
    'niemand war dabei, der die Arbeit beurteilen kann: sie ist bewiesen, aber nicht beurteilt',
  'Attempt {n} did not count': 'Versuch {n} zählte nicht',
  'Commit': 'Commit',
  'on': 'auf',
  'validator': 'Prüfung',
  'outcome': 'Ergebnis',
  'why': 'Grund',
};
