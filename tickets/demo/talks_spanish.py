"""Conversations in Spanish."""

from tickets.demo.people import APPLICATIONS, DESK, NETWORK, SECURITY, SERVERS, WORKPLACE
from tickets.demo.scenario import Scenario, adds, answers, asks, notes, says, solves
from tickets.vocabulary import Kind, Resolution

SPANISH = (
    Scenario(
        group=WORKPLACE,
        category="Printing",
        titles=(
            "La impresora {item} no imprime",
            "Albaranes en blanco",
            "Impresora desconectada otra vez",
        ),
        openers=(
            "Buenos días:\n\nDesde el {weekday} la impresora aparece como desconectada en todos los puestos. La hemos apagado y "
            "encendido varias veces.\n\nUn saludo,\n{customer}",
            "Los albaranes salen en blanco, solo se ve el logotipo. Los conductores están esperando.",
        ),
        lines=(
            asks(
                "Hola, {customer}. ¿Puedes imprimir la página de configuración (botón i, tres segundos) y decirme qué dirección IP pone?",
                "¿Salen en blanco también desde otro ordenador, o solo desde el tuyo?",
            ),
            answers(
                "Pone 169.254.{n}.{m}, ¿eso es normal?",
                "Desde todos. {other} también lo ha probado.",
            ),
            notes(
                "No coge IP: puerto del switch caído. Cambiado al puerto {n} en remoto.",
                "La última actualización del ERP cambió la fuente del albarán. Instalada en la impresora.",
                minutes=20,
            ),
            solves(
                "Ya imprime. El puerto de red estaba estropeado y la he pasado a otro; el viernes cambio el cable.",
                "Listo: faltaba una fuente nueva en la impresora. Acabo de ver salir tres albaranes completos.",
                minutes=20,
            ),
            answers("Perfecto, muchas gracias.", "¡Funciona! Gracias por la rapidez."),
        ),
        item="printer",
        impact=3,
        urgency=4,
        language="es",
    ),
    Scenario(
        group=NETWORK,
        category="VPN",
        titles=("La VPN se corta cada {m} minutos", "VPN: error {code}"),
        openers=(
            "Teletrabajo los {weekday} y la VPN se corta cada {m} minutos. Tengo que volver a entrar con el código cada vez.",
            "Al conectar la VPN me sale el error {code}. Ayer funcionaba.",
        ),
        lines=(
            asks(
                "¿Me puedes enviar el registro? En el programa: tres puntos, Diagnóstico, Guardar.",
                "¿Estás por cable o por wifi? ¿Y qué operador tienes en casa?",
            ),
            answers(
                "Te lo adjunto.",
                "Por wifi. El router es el que puso la compañía.",
                files=("vpn.log",),
            ),
            notes(
                "El router corta las sesiones UDP a los 30 s. Perfil con latido cada 20 s.",
                "Certificado del portátil caducado ayer. Renovado.",
                minutes=25,
            ),
            solves(
                "He cambiado un parámetro de tu perfil. Cierra del todo la VPN, vuelve a abrirla y me dices.",
                "Tu certificado había caducado; ya está renovado por dos años.",
                minutes=15,
            ),
            answers("Llevo toda la mañana sin cortes. ¡Gracias!", "Ya entra. Gracias, {agent}."),
        ),
        item="VPN",
        language="es",
    ),
    Scenario(
        group=APPLICATIONS,
        category="ERP",
        titles=(
            "No puedo contabilizar facturas",
            "Descuadre de {m},{n}0 euros",
            "El ERP da error al cerrar el mes",
        ),
        openers=(
            "Al contabilizar me dice que el periodo está cerrado, y el mes sigue abierto. Es urgente, el {weekday} presentamos el IVA.",
            "El diario descuadra en {m},{n}0 euros y no encuentro de dónde viene.",
        ),
        lines=(
            says(
                "Lo miro ahora mismo, {customer}.",
                "Dame un rato, comparo el diario con las facturas emitidas.",
                minutes=10,
            ),
            notes(
                "El periodo se abrió para la delegación 1 y ella trabaja en la {n}.",
                "Factura duplicada por la importación del banco, número {m}{n}.",
                minutes=30,
            ),
            solves(
                "Ya está abierto para tu delegación hasta el {weekday}.",
                "Había un cobro importado dos veces. Anulado el segundo, el diario cuadra.",
                minutes=15,
            ),
            answers("Contabilizado. Mil gracias.", "Cuadra. Me has salvado el trimestre."),
        ),
        urgency=4,
        impact=3,
        language="es",
    ),
    Scenario(
        group=DESK,
        category="Sign-in",
        titles=("He olvidado la contraseña", "No me llega el código", "Cuenta bloqueada"),
        openers=(
            "Vuelvo de vacaciones y no recuerdo la contraseña. Ahora me dice que la cuenta está bloqueada.",
            "No me llega el código al móvil para entrar en el correo.",
        ),
        lines=(
            says(
                "Te he llamado al teléfono de la ficha y la he desbloqueado. Te pedirá una nueva al entrar.",
                "Registramos el móvil nuevo en un momento, te llamo.",
                minutes=10,
            ),
            solves("Resuelto por teléfono.", "Comprobado, ya entra.", minutes=5),
            answers("Gracias, ya estoy dentro."),
        ),
        urgency=4,
        impact=1,
        language="es",
    ),
    Scenario(
        group=WORKPLACE,
        category="Warehouse",
        titles=("El terminal pierde la conexión en el pasillo {n}", "{item} no lee las etiquetas"),
        openers=(
            "El terminal pita, pero la línea no aparece en la lista de preparación. Solo en el pasillo {n}.",
            "Con las etiquetas nuevas no lee nada. Lo estamos tecleando a mano.",
        ),
        lines=(
            asks(
                "¿Pasa también cerca de la base de carga?", "¿Me mandas una foto de una etiqueta?"
            ),
            answers("No, cerca de la base va bien.", "Ahí la tienes. Brillan mucho."),
            adds(
                "Cobertura floja con las estanterías llenas. Muevo el punto de acceso el {weekday}.",
                "Las etiquetas son brillantes: hace falta menos exposición en el lector.",
                minutes=20,
            ),
            solves(
                "He colgado el punto de acceso una viga más allá. Hemos recorrido el pasillo sin perder ni una línea.",
                "Perfil de lectura cambiado en todos los terminales.",
                minutes=50,
            ),
            answers("Perfecto, el turno de noche sin problemas."),
        ),
        item="scanner",
        urgency=4,
        impact=3,
        language="es",
    ),
    Scenario(
        group=SERVERS,
        category="Files and backup",
        titles=(
            "Ha desaparecido una carpeta",
            "Recuperar un archivo borrado",
            "Imágenes que no se abren",
        ),
        openers=(
            "No encuentro la carpeta de proveedores en el servidor. El {weekday} estaba.",
            "He borrado sin querer el archivo de turnos de la semana que viene. ¿Se puede recuperar?",
            "Las imágenes de ayer por la tarde no se abren desde la consulta, las de esta mañana sí.",
        ),
        lines=(
            asks(
                "Casi siempre aparece. ¿En qué ruta estaba y cuándo la viste por última vez?",
                "Sí, casi siempre. ¿En qué carpeta estaba y de qué día lo quieres?",
                "¿Me dices un número de estudio de ejemplo para buscarlo?",
            ),
            answers(
                "En la unidad común, dentro de Compras. Ayer a las {n} aún estaba.",
                "En Turnos. Con el de ayer me vale.",
                "Por ejemplo el {m}{n}{m}.",
            ),
            notes(
                "No está borrada: arrastrada sin querer dentro de la carpeta de al lado.",
                "Copia de las 22:00 montada, archivo recuperado.",
                "El volumen de la tarde quedó sin montar tras la actualización.",
                minutes=20,
            ),
            solves(
                "La habían movido dentro de otra carpeta. Está de nuevo en su sitio, con sus permisos.",
                "Recuperado al lado del original, con la fecha en el nombre.",
                "Ya se abren todas. Un disco no se había montado solo; queda corregido.",
                minutes=20,
            ),
            answers("Está todo. ¡Gracias!", "Qué alivio, muchas gracias.", "Comprobado, se ven."),
        ),
        item="server",
        urgency=4,
        language="es",
    ),
    Scenario(
        group=SECURITY,
        category="Suspicious mail",
        titles=(
            "Correo sospechoso de 'Hacienda'",
            "He pinchado en un enlace",
            "¿Es auténtico este correo?",
        ),
        openers=(
            "Me ha llegado un correo de Hacienda con un archivo adjunto. No lo he abierto. ¿Qué hago?",
            "He pinchado en un aviso de paquete y he puesto la contraseña. Lo siento mucho.",
        ),
        lines=(
            says(
                "Has hecho bien. Usa el botón «Notificar» y nos llega el original.",
                "Gracias por avisar enseguida. He cambiado la contraseña y cerrado las sesiones; te llamo con la nueva.",
                minutes=15,
            ),
            notes("Remitente bloqueado, {n} buzones limpiados. Sin accesos extraños.", minutes=25),
            solves(
                "Era falso y ya no está en ningún buzón. No ha pasado nada.",
                "Nadie ha entrado: el segundo factor lo paró. Tu cuenta está limpia.",
                minutes=15,
            ),
            answers("Gracias, qué susto.", "Muchas gracias, tendré más cuidado."),
        ),
        urgency=4,
        impact=2,
        language="es",
    ),
    Scenario(
        group=DESK,
        category="Joiners and leavers",
        titles=("Alta de una compañera nueva", "Alta para prácticas"),
        openers=(
            "El {weekday} se incorpora una compañera. Necesita usuario, correo, portátil y extensión. Los datos están en el formulario.",
            "Tenemos una persona en prácticas. Los mismos permisos que {other}, sin contabilidad.",
        ),
        lines=(
            says(
                "Apuntado. Lo preparo todo para ese día.",
                "Gracias por avisar con tiempo.",
                minutes=10,
            ),
            adds("Portátil preparado, extensión reservada.", minutes=30),
            solves(
                "Todo listo. La contraseña inicial va en un sobre a tu nombre.",
                "Usuario, correo y portátil preparados; el primer día la llamo a las nueve.",
                minutes=30,
            ),
            answers("Muchas gracias, todo perfecto."),
        ),
        kind=Kind.SERVICE_REQUEST,
        form="New starter",
        urgency=2,
        language="es",
    ),
    Scenario(
        group=DESK,
        category="Laptops",
        titles=("El portátil va lentísimo", "La pantalla parpadea"),
        openers=(
            "Desde la actualización el portátil tarda {n} minutos en arrancar y el ventilador no para.",
            "La pantalla de la izquierda parpadea cada pocos segundos.",
        ),
        lines=(
            asks(
                "¿Puedo conectarme un momento? Abre el icono de los auriculares y dime el número."
            ),
            answers("{m}{n} {m}{n}"),
            notes(
                "Dos antivirus peleándose. Quitado el que sobraba.",
                "Cable de la base mal encajado.",
                minutes=25,
            ),
            solves(
                "Debería ir como antes. Si vuelve a pasar, me avisas.",
                "Era el cable. He dejado apuntado cambiarlo en la próxima visita.",
                minutes=10,
            ),
            answers("Va como nuevo.", "Solucionado, gracias."),
        ),
        item="laptop",
        language="es",
    ),
    Scenario(
        group=DESK,
        category="Office programs",
        titles=("¿Cómo comparto el calendario?", "¿Se puede anular un correo?"),
        openers=(
            "¿Cómo hago para que {other} vea mi calendario sin las citas privadas?",
            "He enviado un correo a quien no era. ¿Se puede retirar?",
        ),
        lines=(
            says(
                "Botón derecho en el calendario, Permisos, añade a {other} y elige «Títulos y lugares».",
                "Si es de dentro, sí, y ya está hecho: no lo habían leído. Hacia fuera no se puede.",
                minutes=10,
            ),
            answers("Fácil. Gracias.", "Menos mal. Gracias."),
        ),
        kind=Kind.QUESTION,
        urgency=1,
        impact=1,
        resolution=Resolution.WORKS_FOR_ME,
        language="es",
    ),
)
