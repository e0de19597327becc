"""Conversations about ERP, payroll, documents and office programs."""

from tickets.demo.people import APPLICATIONS, DESK
from tickets.demo.scenario import Scenario, adds, answers, asks, notes, says, solves
from tickets.vocabulary import Kind, Resolution

BUSINESS = (
    Scenario(
        group=APPLICATIONS,
        category="ERP",
        titles=(
            "ERP: cannot post invoice",
            "Error {code} when posting",
            "Posting period closed although it is not",
        ),
        openers=(
            "When I post a supplier invoice dated last month the ERP says 'period closed' with {code}. Finance says it is open.",
            "Posting fails for one supplier only. All the others go through. Screenshot text: {code}, field VAT code.",
        ),
        lines=(
            asks(
                "Which document type and which branch do you use? Periods are opened per branch.",
                "What is the supplier's number? I want to compare its tax settings with another one.",
            ),
            answers("Type KR, branch {n}.", "It is 7{m}{n}."),
            notes(
                "Branch {n} was left out when the period was reopened. Opened for finance until {weekday}.",
                "Tax category empty after the import of master data, {m} suppliers hit. Filled by script after review.",
                minutes=30,
            ),
            solves(
                "The period was open for all branches but yours. You can post now; it closes again on {weekday}.",
                "The supplier had lost its tax category in the last import, with a few others. All are corrected.",
                minutes=15,
            ),
            answers("Posted, thanks!", "Goes through now. Many thanks."),
        ),
        item="ERP hosting",
        impact=3,
    ),
    Scenario(
        group=APPLICATIONS,
        category="ERP",
        titles=(
            "ERP slow in the morning",
            "ERP hangs when opening orders",
            "Stock list takes {n} minutes",
        ),
        openers=(
            "Between eight and nine the ERP is so slow that we queue at the counter. After that it is fine.",
            "Opening an order takes {m} seconds since the weekend. {other} measured it with a stopwatch.",
        ),
        lines=(
            says(
                "I am watching the database tomorrow at eight. Please go on as always, I need the load.",
                "Thanks for measuring. I look at what changed at the weekend.",
                minutes=10,
            ),
            notes(
                "The nightly stock valuation runs into the morning since the article base doubled. Query without an index, {m} s.",
                "Statistics of the order table are from before the archive run. Rebuilt.",
                minutes=60,
            ),
            adds("Index tested on the copy: {m} s down to 0.{n} s. Goes live tonight.", minutes=30),
            solves(
                "The valuation is finished by five now, and the slow query has an index. Eight o'clock looked calm today.",
                "Orders open in under a second again. The weekend's archive run had confused the database's planner.",
                minutes=20,
            ),
            answers("Night and day. Thank you both.", "Counter is happy, I am happy."),
        ),
        item="ERP hosting",
        impact=4,
        urgency=4,
    ),
    Scenario(
        group=APPLICATIONS,
        category="ERP",
        titles=(
            "New article group in the ERP",
            "Extra column in the order list",
            "New cost centre {m}{n}0",
        ),
        openers=(
            "Please add an article group 'Packaging, reusable' below 'Packaging', same accounts.",
            "Could the order list show the delivery town? We sort the vans by it.",
            "We need cost centre {m}{n}0 from the first of the month, responsible: {other}.",
        ),
        lines=(
            asks(
                "Sure. Shall it be visible in the web shop as well?",
                "Yes. For everybody in {company} or only for your team?",
                "Gladly. Who else may book on it?",
            ),
            answers("No, internal only.", "For everybody, please.", "The whole purchasing team."),
            solves(
                "Set up and visible after the next sign-in.",
                "Done in test and, after your look, in production.",
                minutes=40,
            ),
        ),
        kind=Kind.SERVICE_REQUEST,
        urgency=2,
        impact=2,
    ),
    Scenario(
        group=APPLICATIONS,
        category="Payroll",
        titles=("Payslips of {n} people missing", "Bank file rejected"),
        openers=(
            "The run finished but {n} payslips are missing, all of people who changed department this month. Payday is {weekday}!",
            "The bank rejects the payment file: 'format {code}'. It worked last month.",
        ),
        lines=(
            says(
                "Payday has priority here. I am on it until it is solved.",
                "I take this now. Please do not run it again, or numbers get used twice.",
                minutes=5,
            ),
            notes(
                "New departments have no print layout. Layout copied, missing slips printed.",
                "Bank switched to the 2019 version of the format on the first. Export profile updated.",
                minutes=45,
            ),
            solves(
                "All payslips are in the portal, including the {n}. I compared the totals with your control list: equal.",
                "The bank has a new file format since the first of the month. File accepted at 14:{m}, reference {code}.",
                minutes=20,
            ),
            answers(
                "You have no idea how relieved I am.", "Accepted. Thank you for staying on it."
            ),
        ),
        urgency=5,
        impact=3,
        files=("", "export.csv"),
    ),
    Scenario(
        group=APPLICATIONS,
        category="Documents",
        titles=(
            "Document archive finds nothing",
            "PDF opens blank",
            "Search in the archive is empty",
        ),
        openers=(
            "Searching the archive for a delivery note by number finds nothing since {weekday}, although I can browse to it.",
            "PDFs from the archive open as white pages. Downloading them works.",
        ),
        lines=(
            notes(
                "Index service stopped after the restart, delayed start set. {m} thousand documents to catch up.",
                "Viewer plug-in blocked by the browser update. Switched to the built-in viewer by policy.",
                minutes=25,
            ),
            says(
                "The search index was asleep and is catching up, newest first. Should be complete in {n} hours.",
                "Please close all browser windows and open them again; the viewer is a different one now.",
                minutes=5,
            ),
            solves("Index is complete.", "Checked with {other}: pages show.", minutes=10),
            answers("Found my delivery note. Thanks.", "Pages are back, thank you."),
        ),
        impact=3,
    ),
    Scenario(
        group=DESK,
        category="Office programs",
        titles=(
            "Outlook asks for the password all the time",
            "Mail search finds nothing newer than {weekday}",
            "Outlook stuck at 'trying to connect'",
        ),
        openers=(
            "Outlook pops up asking for my password every few minutes. I type it, it goes away, it comes back.",
            "The search in Outlook does not show anything from this week.",
        ),
        lines=(
            says(
                "Close Outlook, then Control Panel, Credential Manager, and remove the entries that begin with 'MicrosoftOffice'. "
                "Then start it again and sign in once.",
                "In Outlook: File, Options, Search, Indexing Options, Advanced, Rebuild. It takes half an hour in the background.",
                minutes=10,
            ),
            answers("That was it!", "Rebuilding now... and there they are."),
            solves("Good. Closing this one.", "Fine, enjoy the finding.", minutes=5),
        ),
        item="laptop",
        urgency=2,
    ),
    Scenario(
        group=DESK,
        category="Office programs",
        titles=(
            "Excel file locked by a ghost",
            "Macro blocked in our price list",
            "Workbook 'in use by {other}'",
        ),
        openers=(
            "The workbook says it is in use by {other}, who is on holiday with the laptop at home.",
            "Since the update the macro in our price list is blocked with a red bar. We need it daily.",
        ),
        lines=(
            notes(
                "Stale lock file ~$ in the folder, removed.",
                "File came by mail and carries the mark of the web. Moved to the trusted share.",
                minutes=10,
            ),
            solves(
                "A leftover of a crash pretended to be {other}. Removed, you can write again.",
                "I put the price list in the place that is trusted for macros. Please open it from there and not from mails.",
                minutes=10,
            ),
            answers("Super, thank you.", "Works. And noted, no macros from mails."),
        ),
        urgency=3,
        impact=2,
    ),
    Scenario(
        group=DESK,
        category="Software",
        titles=(
            "Install {n} licences of the PDF editor",
            "Please install the drawing viewer",
            "Software for {other}",
        ),
        openers=(
            "{other} needs the PDF editor to stamp drawings. Approved by me.",
            "Could the free drawing viewer be installed on the two machines at the counter?",
        ),
        lines=(
            says(
                "It is in your self-service now: Software, PDF editor, Install. No administrator needed.",
                "I roll it out tonight; the machines must be left on.",
                minutes=15,
            ),
            solves(
                "Installed on all that were asked for, one licence less in the pool.",
                "Installed.",
                minutes=10,
            ),
        ),
        kind=Kind.SERVICE_REQUEST,
        item="licence",
        urgency=2,
        impact=1,
    ),
    Scenario(
        group=DESK,
        category="Office programs",
        titles=("How do I share a calendar?", "Can I take back a mail?"),
        openers=(
            "How do I show my calendar to {other} without the private appointments?",
            "I sent a mail to the wrong Smith. Can you take it back?",
        ),
        lines=(
            says(
                "Right click on your calendar, Sharing permissions, add {other}, choose 'Titles and places'. Private ones show as 'Private'.",
                "Inside the company yes, and I did: it was unread. To the outside nobody can, sorry.",
                minutes=10,
            ),
            answers("Easy once you know. Thanks.", "What a relief, it was inside."),
        ),
        kind=Kind.QUESTION,
        urgency=1,
        impact=1,
        resolution=Resolution.WORKS_FOR_ME,
    ),
    Scenario(
        group=APPLICATIONS,
        category="ERP",
        titles=("Idea: order confirmation in two languages", "Wish: dark ERP screens"),
        openers=(
            "Our export customers would like the order confirmation in English as well. Is that much work?",
            "Could the ERP have a dark theme? Night shift asks every week.",
        ),
        lines=(
            says(
                "It is about two days for the layout and the texts. I send you a quote, then you decide.",
                "The maker does not offer one, and building it ourselves would break with each update. I passed your wish on.",
                minutes=20,
            ),
            answers("Thank you, I take it to our meeting.", "Pity, but understood."),
        ),
        kind=Kind.SERVICE_REQUEST,
        urgency=1,
        impact=1,
        resolution=Resolution.WONT_FIX,
        most=2,
    ),
)
