// The names of severities, states and costs in German; report.json has the journal's own names.

export const WORDS_GERMAN: Readonly<Record<string, string>> = {
  'Completed by {n} of {all} workers': 'Abgeschlossen von {n} von {all} Arbeitern',
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
  // costs
  'free': 'kostenlos',
  'unknown': 'unbekannt',
  'at least {money}': 'mindestens {money}',
  'about {money}': 'etwa {money}',
  'reported': 'gemeldet',
  'partly reported': 'teils gemeldet',
  'estimated': 'geschätzt',
  'partly estimated': 'teils geschätzt',
  'not reported': 'nicht gemeldet',
  'partly not reported': 'teils nicht gemeldet',
  'no model': 'kein Modell',
};
