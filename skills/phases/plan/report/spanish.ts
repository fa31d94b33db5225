// A plan and what others say of it, in Spanish.

export const PLAN_SPANISH: Readonly<Record<string, string>> = {
  // a plan
  'Draft {n} of {seat}, {digest}.': 'Borrador {n} de {seat}, {digest}.',
  'Approved by a person, exactly as it is here.': 'Aprobado por una persona, exactamente como está aquí.',
  'Approved without a person, because the task says `approvals: auto`.':
    'Aprobado sin una persona, porque la tarea dice `approvals: auto`.',
  'Not approved.': 'Sin aprobar.',
  'This plan has not been judged yet.': 'Este plan aún no se ha juzgado.',
  'Goal': 'Objetivo',
  'Option': 'Opción',
  'For it': 'A favor',
  'Against it': 'En contra',
  'recommended': 'recomendada',
  'none named': 'nada nombrado',
  'The plan is done when': 'El plan está cumplido cuando',
  'Commands that it can run': 'Comandos que puede ejecutar',
  'Stage': 'Etapa',
  'Waits for': 'Espera a',
  'Files': 'Archivos',
  'Owner': 'Responsable',
  'Tools': 'Herramientas',
  'nothing': 'nada',
  'It can start at once.': 'Puede empezar enseguida.',
  'It starts when {stages} is done.': 'Empieza cuando {stages} está hecha.',
  'Proved by': 'Probado por',
  'Requirement': 'Requisito',
  'Covered by': 'Cubierto por',
  'no stage': 'ninguna etapa',
  // what others say of it
  'No voter disagrees with any item.': 'Ningún votante se opone a ningún punto.',
  'There are objections, but no item is rejected by more than half of its voters.':
    'Hay objeciones, pero ningún punto lo rechaza más de la mitad de sus votantes.',
  'An item is rejected by more than half of its voters, so the plan cannot be approved as it is.':
    'Más de la mitad de sus votantes rechaza un punto, así que el plan no se puede aprobar como está.',
  'No voter gave a usable verdict, so this says nothing about the plan.':
    'Ningún votante dio un veredicto utilizable, así que esto no dice nada del plan.',
  'Unchallenged: there was only one voter.': 'Sin oposición: solo hubo un votante.',
  'Item': 'Punto',
  'State': 'Estado',
  'What it says': 'Lo que dice',
  'gave no usable verdict ({why})': 'no dio un veredicto utilizable ({why})',
  'Question': 'Pregunta',
  'Raised by': 'Planteado por',
  'Blocks': 'Bloquea',
  'nobody': 'nadie',
  // the verdict on work
  'Verdict on the work': 'Veredicto sobre el trabajo',
  'Only rules looked, and rules cannot say whether the work is done.':
    'Solo miraron reglas, y las reglas no pueden decir si el trabajo está hecho.',
  'It covers findings that were confirmed or rechecked, and does not answer the request: nobody judged that.':
    'Abarca los hallazgos confirmados o vueltos a comprobar, y no responde a la petición: nadie la juzgó.',
  'Accepted on conditions': 'Aceptado con condiciones',
  'Blocked': 'Bloqueado',
  'There is no objection to the work.': 'No hay objeción al trabajo.',
  'Nothing blocks the work. A person should check the conditions.':
    'Nada bloquea el trabajo. Una persona debería comprobar las condiciones.',
  'The blockers have to be fixed first.': 'Primero hay que corregir los bloqueos.',
  'Blockers': 'Bloqueos',
  'Conditions': 'Condiciones',
  '{n} blocker': '{n} bloqueo',
  '{n} blockers': '{n} bloqueos',
  '{n} condition': '{n} condición',
  '{n} conditions': '{n} condiciones',
  '{n} source changed while the work was verified.': '{n} fuente cambió mientras se verificaba el trabajo.',
  '{n} sources changed while the work was verified.': '{n} fuentes cambiaron mientras se verificaba el trabajo.',
  'It is unknown whether the sources changed while the work was verified: {why}.':
    'No se sabe si las fuentes cambiaron mientras se verificaba el trabajo: {why}.',
  'The sources did not change while the work was verified.': 'Las fuentes no cambiaron mientras se verificaba el trabajo.',
  // what became of a gate
  'answered': 'respondida',
  'at {time}': 'a las {time}',
  'by the program': 'por el programa',
  'by {who}': 'por {who}',
  'a person': 'una persona',
  'not answered before the run ended': 'sin respuesta antes del final de la ejecución',
  'no answer yet; possible answers: {offers}': 'aún sin respuesta; respuestas posibles: {offers}',
  'did not answer': 'no respondió',
};
