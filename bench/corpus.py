"""Invented texts whose words are as unevenly frequent as those of people; one seed, one text."""

import itertools
import random

SEED = 20240229

WORDS = """
printer network password email account laptop server database backup licence monitor keyboard
mouse screen driver update install error crash slow access permission folder share drive vpn wifi
router switch firewall certificate token login logout session browser page report invoice payment
order customer contract meeting room phone headset camera microphone battery charger cable dock
adapter request approve change deploy release rollback incident problem outage degraded disk
memory processor temperature fan noise power restart reboot freeze attachment calendar mailbox
distribution group member role policy audit export import spreadsheet document template macro
plugin module library kernel patch user manager finance sales support warehouse branch office
remote site building cannot unable failed missing wrong expired blocked locked lost stolen broken
new please since yesterday today morning after before when trying open close save the a to of and
in is it for on with not my this that from our has was again
""".split()


class Corpus:
    """Titles and sentences over a vocabulary in which the n-th word has the weight 1 / (n + 8)."""

    def __init__(self, vocabulary: int = 6000, sentences: int = 30_000) -> None:
        self.random = random.Random(SEED)
        self.words = self._vocabulary(vocabulary)
        self._weights = list(itertools.accumulate(1 / (n + 8) for n in range(len(self.words))))
        self._titles = [self._words(4, 9) for _ in range(sentences)]
        self._sentences = [f"{self._words(7, 15)}." for _ in range(sentences)]

    def title(self) -> str:
        """Return a title of a few words."""
        return self.random.choice(self._titles)

    def text(self, sentences: int) -> str:
        """Return a text of so many sentences."""
        return " ".join(self.random.choices(self._sentences, k=sentences))

    def _words(self, fewest: int, most: int) -> str:
        number = self.random.randint(fewest, most)
        words = self.random.choices(self.words, cum_weights=self._weights, k=number)
        return " ".join(words).capitalize()

    def _vocabulary(self, size: int) -> list[str]:
        syllables = [first + second for first in "bcdfghjklmnprstvz" for second in "aeiou"]
        words = dict.fromkeys(WORDS)
        while len(words) < size:
            words["".join(self.random.choices(syllables, k=self.random.choice((2, 3, 3, 4))))] = (
                None
            )
        return list(words)
