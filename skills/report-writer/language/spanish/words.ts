// The names of severities, states and costs in Spanish; report.json has the journal's own names.

export const WORDS_SPANISH: Readonly<Record<string, string>> = {
  'Completed by {n} of {all} workers': 'Completada por {n} de {all} participantes',
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
  // costs
  'free': 'gratis',
  'unknown': 'desconocido',
  'at least {money}': 'al menos {money}',
  'about {money}': 'unos {money}',
  'reported': 'comunicado',
  'partly reported': 'en parte comunicado',
  'estimated': 'estimado',
  'partly estimated': 'en parte estimado',
  'not reported': 'no comunicado',
  'partly not reported': 'en parte no comunicado',
  'no model': 'ningún modelo',
};
