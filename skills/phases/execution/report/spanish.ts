// The stages of a plan that was carried out, in Spanish.

export const STAGES_SPANISH: Readonly<Record<string, string>> = {
  'Stages': 'Etapas',
  '{verified} of {stages} verified': '{verified} de {stages} verificadas',
  '{n} stage': '{n} etapa',
  '{n} stages': '{n} etapas',
  'no test shows it; the approved plan asks for none ({why})': 'ninguna prueba lo muestra; el plan aprobado no pide ninguna ({why})',
  'a person accepted it as it is': 'una persona la aceptó como está',
  'The plan of {run}. B is the base, T the base with the tests and build files of the work, H the work itself.':
    'El plan de {run}. B es la base, T la base con las pruebas y los archivos de construcción del trabajo, H el trabajo mismo.',
  '{n} attempt': '{n} intento',
  'What nobody proved': 'Lo que nadie probó',
  'Everything that the plan asks for was proved.': 'Se probó todo lo que pide el plan.',
  'All validators pass on {stages} put together ({head}).': 'Todas las comprobaciones pasan con {stages} juntas ({head}).',
  'Put together, the stages are red: {stage} breaks {other}.': 'Juntas, las etapas están en rojo: {stage} rompe {other}.',
  'Put together, the stages are red.': 'Juntas, las etapas están en rojo.',
  'the stages before it': 'las etapas anteriores',
  'The stages cannot be put together: {stage} conflicts with {other}.':
    'Las etapas no se pueden juntar: {stage} está en conflicto con {other}.',
  'What the stages come to together could not be proved.': 'No se pudo probar lo que dan las etapas juntas.',
  'The stages are being put together.': 'Se están juntando las etapas.',
  'Met, but nothing shows that the work did it: {criterion}': 'Cumplido, pero nada muestra que sea por el trabajo: {criterion}',
  'Not met on the whole change: {criterion}': 'Sin cumplir en el cambio completo: {criterion}',
  'The whole change': 'El cambio completo',
  'criterion': 'criterio',
  'To take it over: {apply} (or {branch}, {pr}, {patch})': 'Para tomarlo: {apply} (o {branch}, {pr}, {patch})',
  'Left as it is': 'Se deja como está',
  'Taken over from {run}, which verified it before.': 'Tomada de {run}, que ya la había verificado.',
  'there is no proved work to judge': 'no hay trabajo probado que juzgar',
  'no reviewer who can judge the work took part: it is proved, and not judged':
    'no participó ningún revisor capaz de juzgar el trabajo: está probado, y sin juzgar',
  'Attempt {n} did not count': 'El intento {n} no contó',
  'Commit': 'Commit',
  'on': 'en',
  'validator': 'comprobación',
  'outcome': 'desenlace',
  'why': 'por qué',
};
