"""Conversations about accounts, permissions and suspicious mail; people who come and go."""

from tickets.demo.people import DESK, SECURITY
from tickets.demo.scenario import Scenario, adds, answers, asks, notes, says, solves
from tickets.vocabulary import Kind, Resolution

NEW_STARTER = "New starter"
ACCESS_REQUEST = "Access request"

ACCESS = (
    Scenario(
        group=DESK,
        category="Sign-in",
        titles=("Forgot my password", "Account locked", "Cannot sign in after the holidays"),
        openers=(
            "Back from two weeks off and my password is gone from my head. Locked now.",
            "My account is locked, I think my phone still has the old password.",
        ),
        lines=(
            says(
                "Welcome back! I called you on the number we have on file and unlocked the account; you set a new password at "
                "sign-in.",
                "Unlocked. Please change the saved password on the phone first, or it locks again in {n} minutes.",
                minutes=10,
            ),
            solves("Solved on the phone.", "You are in. Closing.", minutes=5),
        ),
        urgency=4,
        impact=1,
    ),
    Scenario(
        group=DESK,
        category="Sign-in",
        titles=("New phone, no codes any more", "Sign-in code never arrives", "Authenticator lost"),
        openers=(
            "I have a new phone and the app with the codes is empty. I cannot get into anything.",
            "The text message with the code never comes. I am abroad until {weekday}.",
        ),
        lines=(
            asks(
                "No problem. I have to be sure that it is you: can you do a short video call, with your badge?",
                "I can give you a code for one day. May I call you on your office number or through {other}?",
            ),
            answers(
                "I am in the office, call me any time.",
                "Through {other} please, we sit in the same room.",
            ),
            solves(
                "Identity checked, old phone removed, new one registered.",
                "Temporary code given in person, new app set up together.",
                minutes=20,
            ),
            answers("All in again, thanks."),
        ),
        urgency=4,
        impact=1,
    ),
    Scenario(
        group=DESK,
        category="Joiners and leavers",
        titles=(
            "New colleague starts on {weekday}",
            "Account for a trainee",
            "Joiner: {n} weeks until start",
        ),
        openers=(
            "We have a new colleague. Please prepare account, mail, laptop and a phone. Details are in the form.",
            "A trainee starts with us. Same rights as {other}, without the finance folders.",
        ),
        lines=(
            says(
                "Thank you for the early notice. Checklist started: account, mail, licences, laptop, phone, building list.",
                "Got it. I ask {other}'s manager about the shared mailboxes and prepare the rest.",
                minutes=15,
            ),
            adds(
                "Laptop from stock, image running.", "Phone ordered, number reserved.", minutes=25
            ),
            notes("Account created, sign-in letter printed for the first day.", minutes=20),
            solves(
                "Everything is ready: laptop in the cupboard at reception, letter with the first password with you.",
                "Done. First-day session of 30 minutes is in both calendars.",
                minutes=30,
            ),
            answers("Great service, thank you!", "First day went smoothly."),
        ),
        kind=Kind.SERVICE_REQUEST,
        form=NEW_STARTER,
        urgency=2,
        impact=2,
    ),
    Scenario(
        group=SECURITY,
        category="Joiners and leavers",
        titles=(
            "Somebody leaves at the end of the month",
            "Close the account of a temp",
            "Leaver: block on {weekday}",
        ),
        openers=(
            "A colleague leaves us. Please block the account on {weekday} at 17:00 and give the mailbox to {other}.",
            "Our temp left today. Please close everything; the laptop is on my desk.",
        ),
        lines=(
            says(
                "Scheduled. {other} gets the mailbox with an automatic answer for three months.",
                "Blocked as of now, sessions ended. I collect the laptop with the next visit.",
                minutes=10,
            ),
            notes("Tokens and VPN certificate withdrawn, licence back in the pool.", minutes=15),
            solves(
                "All closed, protocol attached to the person's file.", "Done as agreed.", minutes=15
            ),
        ),
        kind=Kind.SERVICE_REQUEST,
        urgency=3,
        impact=2,
    ),
    Scenario(
        group=SECURITY,
        category="Permissions",
        titles=(
            "Access to the {n} finance folders",
            "Read rights for auditors",
            "{other} needs the quality share",
        ),
        openers=(
            "Please give {other} write access to the folder in the form.",
            "The auditors need to read last year's documents for two weeks.",
        ),
        lines=(
            asks(
                "The owner of that folder has to agree. I wrote to them; this waits for their answer.",
                "For how long, and may they print?",
            ),
            answers("The owner says yes, see below.", "Two weeks, no printing."),
            solves(
                "Added through the group, valid after the next sign-in.",
                "Set with an end date; it removes itself.",
                minutes=15,
            ),
        ),
        kind=Kind.SERVICE_REQUEST,
        form=ACCESS_REQUEST,
        urgency=2,
        impact=1,
    ),
    Scenario(
        group=SECURITY,
        category="Suspicious mail",
        titles=(
            "Strange mail from 'the bank'",
            "I clicked on a link",
            "Mail in the name of {other}",
        ),
        openers=(
            "I got a mail that looks like our bank and wants me to confirm a transfer. I have not clicked. Forwarding it is forbidden, "
            "right?",
            "I clicked on a link in a parcel notice and typed my password before I noticed. Sorry!",
            "Somebody writes as {other} from a strange address and asks for gift cards.",
        ),
        lines=(
            says(
                "Thank you for asking first. Please use the 'Report' button, it sends us the original.",
                "Thank you for telling us at once, that is what helps. Your password is reset, all sessions are ended, "
                "call me for the new one.",
                minutes=15,
            ),
            notes(
                "Sender blocked, {n} more people had it, removed from their mailboxes. Nobody else clicked.",
                "Sign-in log: one attempt from abroad, stopped by the second factor. No rules or forwards in the mailbox.",
                minutes=30,
            ),
            solves(
                "It was a fake, and it is gone from all mailboxes. Nothing happened.",
                "Nobody got in. Your account is clean; we went through the last 48 hours line by line.",
                minutes=20,
            ),
            answers("Thank you, I was worried.", "Good to know. I will look twice."),
        ),
        urgency=4,
        impact=3,
    ),
    Scenario(
        group=SECURITY,
        category="Certificates",
        titles=(
            "Browser warns about our portal",
            "Certificate expires in {n} days",
            "Portal 'not secure'",
        ),
        openers=(
            "Customers see a warning when they open our order portal. It started at midnight.",
            "The monitoring says that the certificate of the portal ends in {n} days.",
        ),
        lines=(
            notes(
                "Renewal worked, the proxy was not reloaded. Reload added to the job.",
                "Automatic renewal fails: the check file is blocked by a redirect.",
                minutes=20,
            ),
            solves(
                "The portal shows the new certificate, valid for 90 days, and renews itself from now on.",
                "Renewed and tested from outside with three browsers.",
                minutes=20,
            ),
            answers("Warning is gone, thank you for the speed."),
        ),
        urgency=5,
        impact=3,
    ),
    Scenario(
        group=SECURITY,
        category="Permissions",
        titles=("Local administrator rights please", "Password rule too strict"),
        openers=(
            "I need administrator rights on my laptop, I install things all the time.",
            "Why does my password have to be so long? Eight were always enough.",
        ),
        lines=(
            says(
                "I understand the wish, but the agreement with {company} excludes it. Most programs are in the self-service, and what is "
                "missing we add within a day.",
                "Length beats everything else, so we gave up the special characters and the monthly change instead. Three random words do "
                "nicely.",
                minutes=15,
            ),
            answers("OK, then please add the drawing tool.", "Fair enough."),
        ),
        kind=Kind.QUESTION,
        urgency=1,
        impact=1,
        resolution=Resolution.WONT_FIX,
        most=3,
    ),
    Scenario(
        group=DESK,
        category="Sign-in",
        titles=("It works again", "Please ignore", "Wrong button, sorry"),
        openers=(
            "I wanted to report that the portal is down, but it was my own Wi-Fi.",
            "Pressed send too early. All fine.",
        ),
        lines=(says("No worries, closing.", "Good to hear!", minutes=5),),
        urgency=1,
        impact=1,
        resolution=Resolution.INVALID,
        most=3,
    ),
)
