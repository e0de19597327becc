"""Conversations about lines, Wi-Fi, VPN, telephony and servers."""

from tickets.demo.people import NETWORK, SERVERS
from tickets.demo.scenario import Scenario, adds, answers, asks, notes, says, solves
from tickets.vocabulary import Kind, Resolution

NETWORKS = (
    Scenario(
        group=NETWORK,
        category="VPN",
        titles=(
            "VPN drops every {m} minutes",
            "VPN disconnects at home",
            "Cannot stay connected to the VPN",
        ),
        openers=(
            "I work from home on {weekday}s and the VPN throws me out every {m} minutes or so. The internet itself is fine, "
            "my calls go on.",
            "VPN connects, then says 'tunnel closed by peer' after a while. Error {code}.",
        ),
        lines=(
            asks(
                "Which box does your provider give you at home, and are you on Wi-Fi or on a cable?",
                "Could you send me the log? In the client: three dots, Diagnostics, Save.",
            ),
            answers(
                "A white one from the phone company, Wi-Fi. On the cable it is the same.",
                "Here it is. I hope that is the right file.",
                files=("", "vpn.log"),
            ),
            notes(
                "Keep-alive of the profile is 60 s, the home router forgets UDP after 30. Changed to 20 for this group.",
                "MTU again: packets over 1,380 are lost on that line. Set 1,340 in the profile.",
                "Certificate renewed at night, the client did not pick it up.",
                minutes=30,
            ),
            solves(
                "Please quit the VPN client completely and start it again; it fetches a new profile that sends a sign of life "
                "more often. That keeps the tunnel open on your line.",
                "I changed the packet size in your profile. Restart the client once and tell me if it drops again.",
                "Your certificate was renewed at night and the client still used the old one. I have put that right.",
                minutes=15,
            ),
            answers("Two days without a drop. Thank you!", "Looks good so far."),
        ),
        item="VPN",
    ),
    Scenario(
        group=NETWORK,
        category="VPN",
        titles=("VPN: 'server not reachable'", "No VPN for anybody this morning"),
        openers=(
            "None of us at home gets in this morning. 'Server not reachable'. Four people so far.",
            "VPN down? {other} and I both get a timeout.",
        ),
        lines=(
            says(
                "We see it too and are on it. Next news in 30 minutes.",
                "Confirmed, the gateway in Leeds does not answer. I am at the console.",
                minutes=5,
            ),
            adds(
                "Gateway ran out of session memory after {m} days. Failed over to the second node at once.",
                "Carrier has a cut fibre in {town}. Ticket with Fibranova, fail-over to the mobile line.",
                minutes=40,
            ),
            solves(
                "The VPN is back. The gateway had to be restarted; we have a maintenance window with its maker to keep that from "
                "happening again.",
                "The second line carries the traffic until the fibre is repaired. You can work normally.",
                minutes=30,
            ),
        ),
        kind=Kind.MAJOR_INCIDENT,
        item="VPN",
        urgency=5,
        impact=4,
        spread=2,
        most=3,
    ),
    Scenario(
        group=NETWORK,
        category="Wi-Fi",
        titles=("Wi-Fi bad at {item}", "Guests cannot use the Wi-Fi", "No Wi-Fi on desk row {n}"),
        openers=(
            "The Wi-Fi near {item} has been awful since {weekday}. Tablets say connected but load nothing.",
            "Visitors get the page with the conditions, tick the box, and then nothing happens.",
        ),
        lines=(
            notes(
                "Access point on channel {n} with half the building. Auto channel was switched off.",
                "Guest network: lease pool exhausted, leases last {n} days.",
                minutes=20,
            ),
            says(
                "I see what it is and change it now; devices will reconnect once.",
                "The guest network had run out of addresses. I shortened how long one is kept.",
                minutes=10,
            ),
            answers("Already better.", "Guests are in, thanks."),
            solves(
                "Channel plan recalculated for the whole floor, measured from here for a day: no more retries to speak of.",
                "Addresses are now given for four hours. That is enough for {m}0 guests a day.",
                minutes=15,
            ),
        ),
        item="access point",
        impact=3,
    ),
    Scenario(
        group=NETWORK,
        category="Telephony",
        titles=("Calls break off after {n} minutes", "One-way audio on the phones"),
        openers=(
            "Customers complain that calls break off after {n} minutes. It hits every desk phone, mobiles are fine.",
            "Half of the calls: they hear us, we hear nothing. Mostly calls from the ports.",
        ),
        lines=(
            asks(
                "Please note the time and the number of two such calls, then I can follow them through the exchange.",
                "Is it always with outside callers, or between your desks as well?",
            ),
            answers(
                "10:4{n} and 11:{m}, both from Rotterdam.",
                "Outside only. Between us it is clear.",
            ),
            notes(
                "Session timer: the firewall helper rewrites SIP although the exchange does it already. Helper off.",
                "Media ports above 20000 were closed by last week's rule clean-up.",
                minutes=45,
            ),
            solves(
                "The firewall interfered with long calls; it leaves them alone now. I held a test call of an hour.",
                "A clean-up of firewall rules last week closed ports that the phones need. Opened again, tested with your desk.",
                minutes=20,
            ),
            answers("No complaints today. Thanks, {agent}.", "I hear everybody again, thank you!"),
        ),
        item="phone",
        impact=4,
        urgency=4,
    ),
    Scenario(
        group=NETWORK,
        category="Telephony",
        titles=(
            "Holiday announcement for {weekday}",
            "Redirect the main number",
            "Change the announcement",
        ),
        openers=(
            "We are closed on {weekday}. Could the main number play the holiday text from 17:00 the day before?",
            "Please redirect the main number to {other} from noon, our reception is at a course.",
        ),
        lines=(
            says(
                "Will do, from the time you say.",
                "Scheduled. I check that day that it plays.",
                minutes=10,
            ),
            solves(
                "It is set and switches itself back afterwards.",
                "Done, and back to normal since this morning.",
                minutes=10,
            ),
            answers("Lovely, thank you."),
        ),
        kind=Kind.SERVICE_REQUEST,
        urgency=2,
        impact=2,
    ),
    Scenario(
        group=NETWORK,
        category="Internet line",
        titles=("Internet very slow in {town}", "Line down twice today", "Uploads crawl"),
        openers=(
            "The internet in {town} is slow like in the nineties. Uploading a drawing of {m} MB takes a quarter of an hour.",
            "Internet went away twice today, about {n} minutes each time. Phones too.",
        ),
        lines=(
            notes(
                "Upstream full: cloud backup of the file server runs during the day since the clock change.",
                "Line flaps, {m} errors a second on the carrier's side.",
                minutes=20,
            ),
            says(
                "Your line is full because a backup runs at the wrong time. I stop it now and move it to the night.",
                "The carrier sees faults on the line and sends somebody to the street cabinet. I keep you posted.",
                minutes=10,
            ),
            adds(
                "Looked at the other customers' backup windows too, two more moved.",
                "Fibranova case {code}. Splice repaired according to them.",
            ),
            solves(
                "Backup starts at 22:00 now. Speed measured with {other}: full in both directions.",
                "The splice in the cabinet was redone. 24 hours without an error.",
                minutes=15,
            ),
        ),
        item="firewall",
        impact=4,
        urgency=4,
        files=("", "traceroute.txt"),
    ),
    Scenario(
        group=SERVERS,
        category="Files and backup",
        titles=("Folder gone from the shared drive", "Deleted the wrong folder"),
        openers=(
            "The folder 'Offers {n}' has disappeared from the shared drive. It was there on {weekday}. Nobody admits anything.",
            "I deleted a folder that I should not have. Can you bring it back? It is the one with the minutes.",
        ),
        lines=(
            asks(
                "Nearly always possible. What was the exact path, and when did you last see it?",
                "Yes. Which day shall I restore, and to the old place or beside it?",
            ),
            answers(
                "S:\\Sales\\Offers {n}. Yesterday around three it was still there.",
                "Beside it, please, then I can compare. Yesterday evening.",
            ),
            notes(
                "Not deleted: dragged into 'Archive' by accident, 14:{m}. Moved back.",
                "Snapshot of 22:00 mounted, {m}2 files copied.",
                minutes=20,
            ),
            solves(
                "Found: it had been dragged into the folder next to it. It is back in its old place with all rights.",
                "Restored as '{weekday} evening' next to the original. Please look through it and delete what you do not need.",
                minutes=15,
            ),
            answers("Phew. Thank you so much!", "Everything is there. You saved my week."),
        ),
        item="server",
    ),
    Scenario(
        group=SERVERS,
        category="Files and backup",
        titles=(
            "{item}: disk space below {n} %",
            "Low disk space on {item}",
            "{item} disk almost full",
        ),
        openers=(
            "The monitoring reports free space below {n} % on the data volume of {item}, falling by about {m} GB a week.",
            "Automatic report: volume /srv of {item} at 9{n} %.",
        ),
        lines=(
            notes(
                "{m} GB are old printer spool files, never deleted. Cleaned, job added.",
                "Growth is real (scans). Asked the customer about extending the volume.",
                minutes=25,
            ),
            solves(
                "Cleaned up, {m} % free now. The clean-up runs every night from now on.",
                "Volume extended by 500 GB from the reserve. At this rate it lasts until next autumn.",
                minutes=20,
            ),
        ),
        item="server",
        is_internal=True,
        urgency=3,
        impact=3,
    ),
    Scenario(
        group=SERVERS,
        category="Files and backup",
        titles=("Backup of {item} failed {n} nights in a row", "Backup warning {item}"),
        openers=(
            "The nightly backup of {item} has ended with errors {n} times. Last message: {code}, snapshot could not be created.",
        ),
        lines=(
            notes(
                "Writer of the database hangs after an update. Restarted, test run is clean.",
                "Target refused: quota. A forgotten full copy from the migration took half of it.",
                minutes=30,
            ),
            solves(
                "Three good nights in a row, and a test restore of one folder compared byte by byte.",
                "Space made on the target; last night's backup is complete, 1.{n} TB.",
                minutes=25,
            ),
        ),
        item="server",
        urgency=4,
        impact=3,
        files=("backup-job.log",),
        is_internal=True,
    ),
    Scenario(
        group=SERVERS,
        category="Cloud",
        titles=("Mailbox full", "Archive mailbox for {other}", "Cannot send, mailbox over quota"),
        openers=(
            "I cannot send any more, it says my mailbox is full. I have deleted what I could, I need the rest.",
            "Mailbox of {other} is at 99 %. We have to keep everything for six years.",
        ),
        lines=(
            says(
                "I switch on the online archive: everything older than two years moves there and stays searchable. It "
                "takes a night.",
                "Gave you 2 GB of air for today; the archive does the rest over the weekend.",
                minutes=10,
            ),
            answers("A night is fine, thank you.", "Will I see it on the phone too?"),
            solves(
                "The archive is there, your mailbox is at {m} %. On the phone you find it through the search.",
                "Done: {m} GB moved, nothing deleted.",
                minutes=10,
            ),
        ),
        kind=Kind.SERVICE_REQUEST,
        item="Mail",
    ),
    Scenario(
        group=SERVERS,
        category="Cloud",
        titles=("Our mails land in spam", "Mails from our carrier bounce"),
        openers=(
            "A customer says our mails land in spam since last week. Invoices too, so this is about money.",
            "Mail from our carrier bounces with '{code} policy'. They say it is us.",
        ),
        lines=(
            asks(
                "Could you get me one such mail as an attachment (not forwarded)? I need its headers.",
                "Please ask them for the full text of the bounce, with time.",
            ),
            answers(
                "Attached, from {weekday}.",
                "They sent this, see the file.",
                files=("message-headers.txt", "message-headers.txt"),
            ),
            notes(
                "The newsletter tool is missing in SPF, DKIM of the second domain expired.",
                "Our side: the sender's network is on a block list we use. Exception for their relay, they were told.",
                minutes=30,
            ),
            solves(
                "The proof of origin of your mails was incomplete, which strict receivers punish. It is complete now; give it a day to get round.",
                "Their sending server was on a block list. I let it pass and told their administrator how to get off it.",
                minutes=20,
            ),
            answers(
                "The customer confirms: in the inbox again.", "It works. Thanks for explaining."
            ),
        ),
        item="Mail",
        impact=3,
        urgency=4,
    ),
    Scenario(
        group=SERVERS,
        category="Planned work",
        titles=("Monthly updates of {item}", "Replace disk {n} of {item}"),
        openers=(
            "Planned: security updates and a restart, {weekday} from 20:00. Users have been told. Way back: snapshot before.",
            "Disk {n} shows {m} reallocated sectors. Swap during the day is possible, the array stays up.",
        ),
        lines=(
            notes(
                "Announced to the customer, window agreed. Snapshot taken 19:5{n}.",
                "Spare is here, serial {code}.",
                minutes=15,
            ),
            adds("Second pair of eyes: plan and way back are fine.", minutes=10),
            solves(
                "Done within the window, services checked one by one, snapshot kept for three days.",
                "Disk swapped at noon, rebuild took {n} hours, array is healthy.",
                minutes=90,
            ),
        ),
        kind=Kind.CHANGE,
        item="server",
        is_internal=True,
        urgency=2,
        impact=3,
    ),
    Scenario(
        group=NETWORK,
        category="Planned work",
        titles=("Firmware of {item}", "New rule for the freight portal on {item}"),
        openers=(
            "Planned: firmware to the release of this quarter, {weekday} 06:00, ten minutes without a line.",
            "The freight portal needs port 8{m}3 outbound to one address. Asked for by the freight office.",
        ),
        lines=(
            adds("Read the release notes, nothing that hurts us.", minutes=15),
            solves(
                "Done, {n} minutes of interruption, VPN and telephony checked.",
                "Rule added with comment and end date, portal opens.",
                minutes=30,
            ),
        ),
        kind=Kind.CHANGE,
        item="firewall",
        is_internal=True,
        urgency=2,
        impact=2,
    ),
    Scenario(
        group=NETWORK,
        category="VPN",
        titles=("Why does the VPN gateway run out of memory?", "Root of the VPN outages"),
        openers=(
            "Third outage in the quarter with the same picture: session memory fills over weeks, then nobody gets in. A restart "
            "helps but is no answer.",
        ),
        lines=(
            notes(
                "Graph of the last 60 days: 1.{n} MB a day, leaps when a client roams between Wi-Fi and mobile.",
                minutes=60,
            ),
            notes(
                "Maker confirms a leak on roaming clients, fixed in the next release. Until then: restart of the standby node each Sunday.",
                minutes=30,
            ),
        ),
        kind=Kind.PROBLEM,
        is_internal=True,
        most=1,
        item="VPN",
        impact=4,
    ),
    Scenario(
        group=NETWORK,
        category="Wi-Fi",
        titles=("Is the new microwave bad for the network?",),
        openers=(
            "Silly question: {other} thinks that the new kitchen microwave kills our Wi-Fi at lunch. Can that be?",
        ),
        lines=(
            says(
                "Not silly at all, they share a frequency. But your network runs on 5 GHz, which a microwave does not touch. "
                "What happens at lunch is that everybody watches films.",
                minutes=10,
            ),
            answers("Ha! I will not name names."),
        ),
        kind=Kind.QUESTION,
        most=1,
        urgency=1,
        impact=1,
        resolution=Resolution.INVALID,
    ),
)
