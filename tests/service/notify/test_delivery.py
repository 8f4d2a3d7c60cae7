"""The outbox on a real database: each letter once, however many deliver, and none is lost to a server that is away."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest

from service.database.transactions import DatabaseTransactions
from service.domain.access import OPERATOR
from service.domain.errors import MailRejected, Unavailable
from service.domain.link import LinkPurpose
from service.domain.notice import Notice
from service.notify.folder import FolderPost
from service.use_cases.begin_power_of_attorney import begin_power_of_attorney
from service.use_cases.deliver_notices import CLAIM, GIVEN_UP_AFTER, deliver_notices
from service.use_cases.import_records import import_records
from service.use_cases.log_in import token_hash
from service.use_cases.ports import Letterhead, Tools
from service.use_cases.submit_power_of_attorney import submit_power_of_attorney
from tests.fakes.records import FakePost
from tests.fakes.world import World
from tests.service.use_cases.story import example

LETTERS = 4


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def tools(world: World, transactions: DatabaseTransactions) -> Tools:
    """A Vollmacht was submitted: two signers and two contacts are to be told."""
    tools = replace(world.tools(), transactions=transactions)
    import_records([example("gmbh-joint")], OPERATOR, tools)
    with tools.transactions(OPERATOR) as work:
        reseller = work.resellers.by_customer_no("K-10472")
    assert reseller is not None
    power = begin_power_of_attorney(reseller.id, OPERATOR, tools)
    submit_power_of_attorney(power.id, OPERATOR, tools)
    return tools


def test_each_is_sent_once_and_noted(world: World, tools: Tools) -> None:
    assert deliver_notices(tools) == LETTERS
    assert deliver_notices(tools) == 0
    assert Counter(notice.kind for notice, _ in world.post.sent) == {"contact-invited": 2, "signature-requested": 2}
    with tools.transactions(OPERATOR) as work:
        events = work.audit_log.of(world.post.sent[0][0].subject)
    assert "notice:sent" in [event.kind for event in events]


def test_two_deliverers_at_once_send_each_letter_once(world: World, tools: Tools) -> None:
    both = threading.Barrier(2)

    def deliver() -> int:
        both.wait()
        return deliver_notices(tools)

    with ThreadPoolExecutor(2) as threads:
        sent = [one.result() for one in [threads.submit(deliver) for _ in range(2)]]

    assert sum(sent) == LETTERS
    assert len({notice.id for notice, _ in world.post.sent}) == LETTERS


def test_a_server_that_is_away_delays_ever_longer_and_loses_nothing(world: World, tools: Tools) -> None:
    world.post.refuses = Unavailable("ConnectError")
    assert deliver_notices(tools) == 0
    world.post.refuses = None
    assert deliver_notices(tools) == 0, "not before the pause is over"

    world.clock.advance(minutes=1)

    assert deliver_notices(tools) == LETTERS


def test_a_refused_letter_is_given_up_and_said_so(world: World, tools: Tools, database_url: str) -> None:
    world.post.refuses = MailRejected("SMTP 550")
    deliver_notices(tools)
    world.post.refuses = None
    world.clock.advance(seconds=GIVEN_UP_AFTER.total_seconds())

    assert deliver_notices(tools) == 0
    with psycopg.connect(database_url) as connection:
        kinds = connection.execute("SELECT kind FROM audit_log WHERE kind = 'notice:undeliverable'").fetchall()
        errors = connection.execute("SELECT DISTINCT last_error FROM outbox").fetchall()
    assert len(kinds) == LETTERS
    assert errors == [("SMTP 550",)]


def test_after_a_week_of_trying_somebody_else_must_look(world: World, tools: Tools, database_url: str) -> None:
    world.post.refuses = Unavailable("TimeoutError")
    for _ in range(8):
        world.clock.advance(days=1)
        deliver_notices(tools)

    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM outbox WHERE given_up_at IS NOT NULL").fetchone() == (LETTERS,)


def test_a_deliverer_killed_in_the_middle_leaves_its_letter_to_the_next(world: World, tools: Tools) -> None:
    killed = _Killed()
    with pytest.raises(SystemExit):
        deliver_notices(replace(tools, post=killed))
    assert deliver_notices(tools) == LETTERS - 1, "one is claimed"

    world.clock.advance(seconds=CLAIM.total_seconds())

    assert deliver_notices(tools) == 1
    assert killed.seen is not None
    assert killed.seen.id in {notice.id for notice, _ in world.post.sent}


def test_a_letter_s_link_stands_in_the_letter_alone(world: World, tools: Tools, database_url: str) -> None:
    deliver_notices(tools)

    notice, head = next(one for one in world.post.sent if one[0].kind == "contact-invited")
    with tools.transactions(OPERATOR) as work:
        link = work.links.by_token(token_hash(head.token))
    assert link is not None
    assert (link.purpose, link.subject) == (LinkPurpose.CONTACT_INVITATION, notice.subject)
    with psycopg.connect(database_url) as connection:
        everything = connection.execute("SELECT string_agg(t::text, ' ') FROM outbox t").fetchone()
        everything_too = connection.execute("SELECT string_agg(t::text, ' ') FROM links t").fetchone()
    assert head.token not in str(everything) + str(everything_too)


def test_in_the_sandbox_a_letter_is_one_readable_file(
    world: World, tools: Tools, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("mail")
    post = FolderPost(folder / "mail")

    assert deliver_notices(replace(tools, post=post)) == LETTERS

    mails = post.newest()
    assert len(mails) == LETTERS
    invited = next(one for one in mails if "Notfallkontakt" in one.subject)
    assert "/einladung/" in invited.text
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder / "mail").iterdir())


class _Killed(FakePost):
    seen: Notice | None = None

    def send(self, notice: Notice, head: Letterhead) -> None:
        self.seen = notice
        raise SystemExit
