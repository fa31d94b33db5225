// Sentences that the journal keeps in English and that contain no values, in Spanish.

export const JOURNAL_SPANISH: Readonly<Record<string, string>> = {
  // what an answer to a gate does
  'continues the run': 'continúa la ejecución',
  'repeats the phase, with your comment (-m) in the prompts': 'repite la fase, con su comentario (-m) en los encargos',
  'ends the run as rejected': 'termina la ejecución como rechazada',
  'ends the run': 'termina la ejecución',
  'tries again, with your comment (-m) in the prompt': 'lo intenta de nuevo, con su comentario (-m) en el encargo',
  'continues without this phase': 'continúa sin esta fase',
  'ends the run, with a report of what was delivered': 'termina la ejecución, con un informe de lo que hay',
  'uses your comment (-m) as the answer: the worker is asked again, with question and answer':
    'usa su comentario (-m) como respuesta: se vuelve a preguntar al participante, con la pregunta y la respuesta',
  'leaves the question unanswered: the run continues without this worker':
    'deja la pregunta sin respuesta: la ejecución continúa sin este participante',
  'approves exactly this plan': 'aprueba exactamente este plan',
  'approves exactly this plan, despite the dissent shown': 'aprueba exactamente este plan, pese al desacuerdo mostrado',
  'sends it back to the planner, with your comment (-m) and every objection':
    'lo devuelve al planificador, con su comentario (-m) y cada objeción',
  'asks all voters again about the same plan': 'vuelve a preguntar a todos por el mismo plan',
  'ends the run without an approved plan': 'termina la ejecución sin un plan aprobado',
  'tries the stage once more, with your comment (-m) in the prompt': 'intenta la etapa otra vez, con su comentario (-m) en el encargo',
  'leaves the stage undone: what depends on it is not begun, everything else goes on':
    'deja la etapa sin hacer: lo que depende de ella no se empieza, todo lo demás continúa',
  'ends the run; what is verified is kept': 'termina la ejecución; lo verificado se conserva',
  'accepts the stage as it is; the report says that nobody proved it': 'acepta la etapa como está; el informe dice que nadie la probó',
  'tries it again': 'la intenta de nuevo',
  'carries out the plan on the project as it is now': 'ejecuta el plan sobre el proyecto como está ahora',
  'ends the run; make a new plan for the project as it is now': 'termina la ejecución; un plan nuevo puede partir de lo que hay ahora',
  'adds a stage that must meet them, with your comment (-m) in its goal':
    'añade una etapa que debe cumplirlos, con su comentario (-m) en su objetivo',
  'accepts the work as it is; the report says what is not met': 'toma el trabajo como está; el informe dice qué no se cumple',
  'adds a stage that fixes what blocks it, with your comment (-m) in its goal':
    'añade una etapa que lo arregla, con su comentario (-m) en su objetivo',
  'accepts the work anyway; the report keeps the verdict': 'toma el trabajo de todos modos; el informe conserva el veredicto',
  'ends the run as rejected: its work cannot be applied': 'termina la ejecución como rechazada: nada de ella se puede tomar',
  // what a gate asks
  'Something has changed since this plan was approved. Carry it out anyway?':
    'Algo cambió desde que se aprobó este plan. ¿Ejecutarlo de todos modos?',
  'The stages are done, and the plan’s criteria are not met. What now?':
    'Las etapas están hechas, y no se cumplen los criterios del plan. ¿Y ahora?',
  'The work is proved, and the review blocks it. What now?': 'El trabajo está probado, y la revisión lo bloquea. ¿Y ahora?',
  // notes on evidence
  'command output is not checked': 'la salida de un comando no se comprueba',
  'no such file': 'no hay tal archivo',
  'this is a directory': 'es un directorio',
  'a directory has no lines': 'un directorio no tiene líneas',
  'the quote is too short to be unique': 'la cita es demasiado corta para ser única',
  'the named line does not contain this text': 'la línea nombrada no contiene este texto',
  'the named lines do not contain this text': 'las líneas nombradas no contienen este texto',
  'the file does not contain this text': 'el archivo no contiene este texto',
  'the scope is too large to search again': 'el alcance es demasiado grande para volver a buscar',
  'searched again: the text does exist here': 'buscado de nuevo: el texto sí existe aquí',
  'that scope has no text files, so nothing could be searched': 'ese alcance no tiene archivos de texto, así que no se pudo buscar nada',
  // why an attempt ended
  'the session host does not know this session': 'el servicio de sesiones no conoce esta sesión',
  'the session host died, and the worker with it': 'el servicio de sesiones murió, y el participante con él',
  'the program could not be started': 'no se pudo iniciar el programa',
  'did not exit after its result was accepted': 'no terminó después de que se aceptara su resultado',
  'the run is concluding': 'la ejecución está concluyendo',
  'the run concluded first': 'la ejecución concluyó antes',
  'the budget of the run is used up': 'el presupuesto de la ejecución está agotado',
  'its provider is on hold, and the run no longer waits for it': 'su proveedor está en pausa, y la ejecución ya no lo espera',
};
