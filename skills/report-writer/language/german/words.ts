// What severities and states are called in German; in report.json they are as the journal has them.

export const WORDS_GERMAN: Readonly<Record<string, string>> = {
  // severities
  'critical': 'kritisch',
  'major': 'schwer',
  'minor': 'gering',
  'info': 'Hinweis',
  // states
  'confirmed by all': 'von allen bestätigt',
  'confirmed by some': 'von einigen bestätigt',
  'rechecked': 'nachgeprüft',
  'one reviewer only': 'nur ein Prüfer',
  'disputed': 'strittig',
  'not examined': 'nicht geprüft',
  'not settled': 'nicht entschieden',
  'refuted': 'widerlegt',
  'withdrawn': 'zurückgezogen',
  'unsupported': 'ohne Beleg',
  'dismissed': 'verworfen',
  'pre-existing': 'schon vorher da',
  'merged': 'zusammengeführt',
};
