// The sentences about prompts in Spanish, by the English ones.

export const PROMPTS_SPANISH: Readonly<Record<string, string>> = {
  'Prompts': 'Prompts',
  'Input': 'Entrada',
  'Found at': 'Encontrado en',
  'Digest': 'Huella',
  'not there': 'no está',
  '{prompt} is not begun.': '{prompt} no ha empezado.',
  '{prompt} is in {stage}.': '{prompt} está en {stage}.',
  '{prompt} made the artifact {name}.': '{prompt} produjo el artefacto {name}.',
  '{prompt} was not made again: {reason}.': '{prompt} no se hizo de nuevo: {reason}.',
  '{prompt} failed in {stage}: {reason}.': '{prompt} falló en {stage}: {reason}.',
};
