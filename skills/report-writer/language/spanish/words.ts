// What severities and states are called in Spanish; in report.json they are as the journal has them.

export const WORDS_SPANISH: Readonly<Record<string, string>> = {
  // severities
  'critical': 'crítico',
  'major': 'mayor',
  'minor': 'menor',
  'info': 'info',
  // states
  'confirmed by all': 'confirmado por todos',
  'confirmed by some': 'confirmado por algunos',
  'rechecked': 'recomprobado',
  'one reviewer only': 'un solo revisor',
  'disputed': 'en disputa',
  'not examined': 'sin examinar',
  'not settled': 'sin resolver',
  'refuted': 'refutado',
  'withdrawn': 'retirado',
  'unsupported': 'sin respaldo',
  'dismissed': 'descartado',
  'pre-existing': 'ya estaba antes',
  'merged': 'fusionado',
};
