"""The step that fills the knowledge base of the demo, and what it announces."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Group
from accounts.queries import people_by_login
from audit.actor import Actor
from kb.drafts import AnnouncementDraft, ArticleDraft, CategoryDraft, PastArticle, UpdateDraft
from kb.operations import import_announcement, import_article, import_category, import_update
from kb.vocabulary import Audience, Importance, TextFormat
from tickets.demo.people import APPLICATIONS, DESK, NETWORK, SECURITY, WORKPLACE


@dataclass(frozen=True)
class ArticleData:
    """An article: who wrote it, where it stands, how long ago, how often it was read."""

    title: str
    shelf: str
    author: str
    days: int
    views: int
    summary: str
    body: str
    audience: str = Audience.REGISTERED


SHELVES = ("Accounts and access", "Devices", "Network", "For the desk")
ARTICLES = (
    ArticleData(
        "Set a new password yourself",
        "Accounts and access",
        "sara.kim",
        34,
        412,
        "Two minutes, from any browser; your phone must be at hand.",
        "1. Open the sign-in page and choose **Forgot your password?**\n"
        "2. Type your e-mail address. A link comes within a minute.\n"
        "3. Choose a password of at least 12 letters. A sentence is easier to keep than a riddle.\n"
        "4. Sign in anew on your phone and your laptop.\n\n"
        "No mail? Look into the junk folder first, then call the desk.",
        Audience.PUBLIC,
    ),
    ArticleData(
        "New phone: take the sign-in app along",
        "Accounts and access",
        "sara.kim",
        21,
        187,
        "Move the second factor before you give the old phone away.",
        "1. On the laptop open **Your account**, then **Second factor**.\n"
        "2. Choose **Set up the app** and scan the picture with the new phone.\n"
        "3. Type the six digits. The old phone stops working at once.\n\n"
        "The old phone is lost? Use one of your recovery codes, or call the desk: "
        "we ask two questions and see you in a video call.",
    ),
    ArticleData(
        "Printer says jam, and there is no paper",
        "Devices",
        "tom.baxter",
        58,
        264,
        "It is nearly always a scrap behind the side door.",
        "1. Switch the printer off and wait until the fans stop.\n"
        "2. Open the *side* door, not the front one.\n"
        "3. Look along the grey roller with a light. Pull what you see slowly, with both hands.\n"
        "4. Close the door, switch on, print one page.\n\n"
        "Still there? Send us the number on the label and a photo of the display.",
    ),
    ArticleData(
        "Scan to mail does not arrive",
        "Devices",
        "tom.baxter",
        12,
        96,
        "Scans over 20 MB are dropped; choose grey or fewer points.",
        "* Choose **200 dpi** and **grey**: a page is then 0.2 MB instead of 3.\n"
        "* More than 40 pages? Scan in two parts.\n"
        "* A new address has to be chosen from the list once before it is taken by name.",
    ),
    ArticleData(
        "Work from home: connect to the office",
        "Network",
        "otto.lind",
        9,
        521,
        "Start the VPN, wait for the green shield, then open your programs.",
        "1. Connect to your own Wi-Fi.\n"
        "2. Start **Calloway VPN** and sign in with the second factor.\n"
        "3. Wait for the green shield. Drives and the ERP work from then on.\n\n"
        "| what you see | what it means |\n| --- | --- |\n"
        "| grey shield | not connected |\n| amber shield | connected, your laptop needs updates |\n"
        "| red shield | call the desk |",
    ),
    ArticleData(
        "Meeting room: picture on the screen, no sound",
        "Devices",
        "tom.baxter",
        140,
        73,
        "The screen is chosen as speaker; the room's bar is the right one.",
        "In the meeting open **Devices** and choose *Room bar* as speaker and microphone. "
        "The remote control's volume works on the screen only.",
    ),
    ArticleData(
        "Close the month in the ERP",
        "Accounts and access",
        "ines.ferrer",
        27,
        44,
        "The order of the four runs, and whom to wait for.",
        "1. Post all receipts.\n2. Run **Valuation**.\n3. Run **Accruals**.\n"
        "4. Tell Ines, who locks the period.\n\n"
        "Orders that stay open move to the new month by themselves.",
    ),
    ArticleData(
        "Who may get a password by telephone",
        "For the desk",
        "sara.kim",
        47,
        58,
        "Nobody, before a video call and two answers.",
        "* Ask for the badge's number **and** the manager's name.\n"
        "* See the caller with the badge in a video call.\n"
        "* Never read a password out. Send the link instead.\n"
        "* Note the call on the ticket as an internal note.",
        Audience.PRIVATE,
    ),
    ArticleData(
        "Firewall ALD-FW-01: restart without an outage",
        "For the desk",
        "otto.lind",
        79,
        31,
        "Standby first, then a switch-over outside working hours.",
        "1. Check that the standby node is in step.\n2. Restart the standby node.\n"
        "3. After 20:00 switch over, and restart the other one.\n"
        "4. Watch the VPN count for ten minutes.",
        Audience.PRIVATE,
    ),
)


def load_knowledge(actor: Actor, end: datetime) -> None:
    """Add shelves, articles, an announcement that stands and one that is over."""
    people = people_by_login({each.author for each in ARTICLES})
    by_name = {user.username: user for user in people.values()}
    shelves = {name: import_category(actor, CategoryDraft(name=name)).pk for name in SHELVES}
    for each in ARTICLES:
        written = end - timedelta(days=each.days)
        draft = ArticleDraft(
            title=each.title,
            summary=each.summary,
            body=each.body,
            body_format=TextFormat.MARKDOWN,
            audience=each.audience,
            category_ids=(shelves[each.shelf],),
            responsible=by_name[each.author],
        )
        past = PastArticle(author=by_name[each.author], view_count=each.views)
        import_article(actor, draft, past, created_at=written, updated_at=written)
    _announce(actor, end)


def _announce(actor: Actor, end: datetime) -> None:
    groups = {row.name: row for row in Group.objects.filter(deleted_at=None)}
    soon = AnnouncementDraft(
        title="Wi-Fi in Leeds is renewed on Saturday",
        body="From 18:00 to 22:00 there is **no Wi-Fi** on floors 1 to 3. Cables work.",
        body_format=TextFormat.MARKDOWN,
        groups=tuple(groups[name] for name in (DESK, WORKPLACE, NETWORK)),
        importance=Importance.MEDIUM,
        expected_end_at=end + timedelta(days=2),
    )
    stands = import_announcement(actor, soon, created_at=end - timedelta(days=1))
    line = UpdateDraft(
        body="The cable team has confirmed the time.", body_format=TextFormat.MARKDOWN
    )
    import_update(actor, stands, line, created_at=end - timedelta(hours=5))
    over = AnnouncementDraft(
        title="Payroll was slow on Monday",
        body="A nightly job had run into the morning. It ends at five again.",
        body_format=TextFormat.MARKDOWN,
        groups=(groups[APPLICATIONS], groups[SECURITY]),
        importance=Importance.LOW,
    )
    begun = end - timedelta(days=4)
    import_announcement(
        actor, over, state="closed", created_at=begun, updated_at=begun + timedelta(hours=3)
    )
