"""Conversations about laptops, printers, phones and rooms."""

from tickets.demo.people import DESK, WORKPLACE
from tickets.demo.scenario import Scenario, adds, answers, asks, notes, says, solves
from tickets.vocabulary import Kind, Resolution

DEVICES = (
    Scenario(
        group=WORKPLACE,
        category="Printing",
        titles=(
            "{item}: paper jam that is not there",
            "Printer says jam, no paper inside",
            "{item} stuck since {weekday}",
        ),
        openers=(
            "Hello,\n\n{item} shows a jam in tray 2. We took the tray out and looked with a torch, "
            "there is no paper. Switching it off and on helps for about {n} pages.\n\n{customer}",
            "The printer stops after every {n} or so pages and claims a jam. {other} has opened "
            "every flap there is. We have delivery notes to print before four.",
        ),
        lines=(
            asks(
                "Thanks, {customer}. Please open the small door at the back left and see whether the "
                "orange sensor flag springs back when you touch it.",
                "Could you tell me the code in brackets below the word jam? It says which sensor it is.",
            ),
            answers(
                "It hangs down and does not come back.",
                "It says 13.{n}. And the flag at the back is loose, {other} found it.",
            ),
            notes(
                "Feed sensor flag, same as last autumn on this model. Part is in the van.",
                "Sensor arm. Ordered one more for stock, that was the last.",
                minutes=10,
            ),
            solves(
                "I was there this morning, replaced the sensor flag and printed {m} pages without a stop.",
                "New sensor arm fitted, rollers cleaned while it was open. Please write again if it jams.",
                minutes=45,
            ),
            answers("Works, thank you!", "All good since. Thanks for coming so soon."),
        ),
        item="printer",
        impact=3,
    ),
    Scenario(
        group=WORKPLACE,
        category="Printing",
        titles=("Toner for {item}", "Need black toner", "Printer low on toner, please send two"),
        openers=(
            "{item} warns that black is at {n} %. Could you send two? The cupboard is empty.",
            "We used the last black cartridge today. Please order, invoices go out on {weekday}.",
        ),
        lines=(
            says(
                "Two black cartridges are on their way, tomorrow before noon.",
                "Ordered. You will have them {weekday} morning; the printer lasts about {m}0 pages more.",
                minutes=5,
            ),
            solves(
                "Delivered and signed for. I put a spare set of colours into the next order too.",
                "Parcel arrived according to the carrier, so I am closing this.",
                minutes=5,
            ),
        ),
        kind=Kind.SERVICE_REQUEST,
        item="printer",
        urgency=2,
        impact=1,
    ),
    Scenario(
        group=WORKPLACE,
        category="Printing",
        titles=("Scans do not arrive by mail", "Scan to mail broken on {item}"),
        openers=(
            "Since yesterday nothing that I scan to my mailbox arrives. No error on the display. {other} "
            "has the same.",
            "Scanning to mail says 'sent' but nothing comes. Scanning to the folder still works.",
        ),
        lines=(
            notes(
                "Mail log: sign-in of the scanner refused, password of the service mailbox expired.",
                "The relay refuses the device: old TLS. Firmware is from years ago.",
                minutes=15,
            ),
            says(
                "Found it: the mailbox the printer sends from was asked to change its password. I am "
                "setting it up so that it will not be asked again.",
                "The printer speaks an encryption that our mail system no longer accepts. I will update "
                "its firmware over lunch, it is away for ten minutes.",
                minutes=10,
            ),
            answers("Fine by me.", "Lunch is good, nobody prints then."),
            solves(
                "Done. I scanned a test page to you and to {other}; please check that you both got it.",
                "Updated and tested with three mailboxes. Scans from yesterday are lost, please scan again.",
                minutes=25,
            ),
        ),
        item="printer",
        impact=3,
    ),
    Scenario(
        group=WORKPLACE,
        category="Laptops",
        titles=(
            "Laptop does not charge",
            "Battery of my laptop empty after {n}0 minutes",
            "{item} only charges when I hold the cable",
        ),
        openers=(
            "My laptop only charges when I press the plug to the left. I tried the charger of {other}, same "
            "thing. At the moment I am at {n} %.",
            "The battery does not last a meeting any more. It is the one I got when I started.",
        ),
        lines=(
            asks(
                "Please leave it on the charger overnight and tell me what the light next to the socket does "
                "in the morning: off, amber or green.",
                "Can you run the battery report (Start, type 'battery report', Enter) and send me the file?",
            ),
            answers(
                "Amber, blinking.",
                "Attached. It says {m} % of the original capacity.",
                files=("", "battery-report.txt"),
            ),
            notes(
                "Charging board. In warranty with {code}, case opened with Ledoux.",
                "Battery worn, replacement is covered by the contract.",
                minutes=10,
            ),
            says(
                "That is a fault of the charging board and covered. I bring you a spare machine on {weekday} and take yours along. "
                "Please make sure that OneDrive shows the green tick before.",
                "I have ordered a new battery. It takes 20 minutes to fit; shall I come on {weekday} at nine?",
                minutes=10,
            ),
            answers("Perfect, I will have it ready.", "Nine is fine. Thank you, {agent}."),
            solves(
                "Laptop repaired and returned, spare machine collected. Tested: charges to 100 % and stays there.",
                "New battery fitted, report shows full capacity. Old one taken for recycling.",
                minutes=40,
            ),
        ),
        item="laptop",
        urgency=4,
    ),
    Scenario(
        group=DESK,
        category="Laptops",
        titles=(
            "Laptop extremely slow since the update",
            "Computer takes {n} minutes to start",
            "Everything hangs",
        ),
        openers=(
            "Since the update on {weekday} my laptop is so slow that I make tea while a mail opens. The fan runs all the "
            "time.",
            "It takes {n} minutes until I can type. I have restarted, twice.",
        ),
        lines=(
            asks(
                "Let us look together. Please start the remote support icon on your desktop and send me the six "
                "digits.",
                "May I take over your screen for ten minutes? Click the headset icon and tell me the number.",
            ),
            answers("{m}{n} {m}{n}", "It says {n}{m} {n}{m}, but hurry, it is slow :)"),
            notes(
                "Search indexer loops over a mailbox archive of {m} GB. Index rebuilt, archive moved online.",
                "Two virus scanners fight: a trial came with a PDF program. Removed it.",
                "Disk at {m} % health, {code}. Should be replaced before it dies.",
                minutes=30,
            ),
            solves(
                "It should be quick again: I cleaned up what ran in a circle in the background. The fan will "
                "calm down within the hour.",
                "Removed a second virus scanner that had come along with another program. Start takes 40 seconds now.",
                "The disk was about to die, so I put in a new one overnight. All your files are on it.",
                minutes=20,
            ),
            answers("Like new! Thanks.", "So much better. What did you do? Never mind - thanks."),
        ),
        item="laptop",
    ),
    Scenario(
        group=WORKPLACE,
        category="Laptops",
        titles=("Tea on the keyboard", "Laptop fell, screen black"),
        openers=(
            "I am so sorry. A full mug went over my laptop about ten minutes ago. It is off and upside down on a towel. "
            "All my drawings for {weekday} are on it.",
            "My laptop slipped off the trolley. It starts, but a third of the screen is black.",
        ),
        lines=(
            says(
                "These things happen. Leave it off, please do not try whether it works. I am coming over with a replacement "
                "this afternoon.",
                "No harm done to people, that is what counts. Plug a monitor in if you have one, so you can go on "
                "working; I bring a spare tomorrow.",
                minutes=5,
            ),
            answers(
                "You are a star. I am in until five.", "The monitor trick works. Tomorrow is fine."
            ),
            adds(
                "Files are complete in the cloud, synced four minutes before. Nothing lost.",
                "Not covered by the warranty. Quote from Ledoux: {m}0 EUR for the panel.",
            ),
            solves(
                "You have the replacement, your files are all there, and the old machine is in the workshop. We charge the repair to "
                "the accident cover.",
                "Panel replaced. I also put a rubber edge on the trolley.",
                minutes=60,
            ),
        ),
        item="laptop",
        urgency=4,
    ),
    Scenario(
        group=WORKPLACE,
        category="Meeting rooms",
        titles=(
            "No picture in the meeting room",
            "Video call: nobody hears us",
            "Room display stays black",
        ),
        openers=(
            "We have visitors at eleven and the display in the meeting room stays black. The little lamp is red.",
            "In video calls from the big room people see us but do not hear us. Happened on {weekday} too.",
        ),
        lines=(
            says(
                "I am calling you right away.",
                "Please unplug the black box under the table, count to ten, plug it in again. I stay on the line.",
                minutes=10,
            ),
            answers("We are back, just in time!", "That helped for now, but it is the third time."),
            notes(
                "Room unit had lost its input setting after a power cut. Saved as default.",
                "Microphone bar on old firmware; {code} in its log.",
                minutes=15,
            ),
            solves(
                "I stored the right input as default, so that it comes back by itself after a power cut.",
                "Updated the room unit last night and tested a call with a colleague at the other end. Sound in both directions.",
                minutes=30,
            ),
        ),
        urgency=4,
        impact=3,
    ),
    Scenario(
        group=WORKPLACE,
        category="Phones",
        titles=("New phone for {other}", "Broken mobile phone"),
        openers=(
            "Please order a mobile for {other}, who starts to travel next month. The same model as mine is fine.",
            "The glass of the pool phone is gone. Can we have another? The number must stay.",
        ),
        lines=(
            asks(
                "Happy to. Who approves it on your side, and shall it have the roaming option?",
                "We have the standard model (in stock) and the rugged one (a week). Which one?",
            ),
            answers(
                "I do, cost centre {m}{n}0. Roaming yes.",
                "Rugged please, it lives on a fork lift.",
            ),
            says(
                "Ordered, I set it up as soon as it is here.",
                "In the parcel for {weekday}.",
                minutes=10,
            ),
            solves(
                "The phone is set up, mail and calendar work, the code is in a sealed letter in the box.",
                "Handed over. The old one was wiped from here and can go to recycling.",
                minutes=35,
            ),
        ),
        kind=Kind.SERVICE_REQUEST,
        item="phone",
        urgency=2,
        impact=1,
    ),
    Scenario(
        group=WORKPLACE,
        category="Warehouse",
        titles=(
            "Scanner drops out in aisle {n}",
            "{item} does not read labels",
            "Hand scanner beeps but sends nothing",
        ),
        openers=(
            "The scanner reads, beeps and then nothing appears in the picking list. Only in aisle {n}. The others work.",
            "Label reading is hopeless since we have the new film. {other} types the numbers by hand.",
        ),
        lines=(
            asks(
                "Does it also happen close to the charging station? That tells me whether it is the radio or the reader.",
                "Could you send me a photo of one of the new labels?",
            ),
            answers(
                "No, next to the station it is fine.",
                "Photo is on its way. They are shiny, maybe that is why.",
            ),
            notes(
                "Signal in aisle {n} is -8{n} dBm, the racks were filled up to the ceiling. Access point must move.",
                "Reader exposure set for matt labels. Profile changed and pushed to all of them.",
                minutes=25,
            ),
            solves(
                "The access point hangs one beam further now; we walked the aisle together and lost nothing.",
                "New reading profile on all scanners. Shiny labels are read from {n}0 cm.",
                minutes=50,
            ),
            answers("Night shift had no trouble. Cheers.", "Good, good. Thank you."),
        ),
        item="scanner",
        impact=3,
        urgency=4,
    ),
    Scenario(
        group=DESK,
        category="Laptops",
        titles=("Second monitor stays dark", "Monitor flickers", "Docking station not recognised"),
        openers=(
            "When I put the laptop on the dock only one monitor comes up. If I pull the cable {n} times it works.",
            "My left monitor flickers every few seconds, it makes me seasick.",
        ),
        lines=(
            says(
                "Please press the Windows key and P, choose 'Extend'. If that does nothing, turn the cable round: they "
                "are not symmetrical, whatever they look like.",
                "Try the other socket on the dock first, the one with the lightning sign.",
                minutes=5,
            ),
            answers("Extend did it. I feel silly.", "Other socket works! Odd."),
            solves(
                "No need, that one catches everybody. Closing this.",
                "I note the dock as suspicious; if it happens again we swap it.",
                minutes=5,
            ),
        ),
        item="laptop",
        urgency=2,
        impact=1,
        resolution=Resolution.WORKS_FOR_ME,
    ),
)
