"""A practice, its settings and its people."""

import msgspec
import pytest
from sqlalchemy.exc import IntegrityError

from api.ids import new_id
from api.store import api_keys, practices
from api.store.api_keys import StoredKey, usable
from api.store.database import Transaction
from api.store.practices import StoredPractitioner
from api.store.refusals import Changed, DuplicateSubject, NotFound
from api.store.reserved import NO_PRACTICE
from protocols.plans.person import Capacity
from tests.store.acting import beside
from tests.store.samples import NOW, SETTINGS

BO = StoredPractitioner(id=new_id(), name="Bo Lind", role="Dietitian", registration=None, responsible=False)


def test_settings_come_back_as_written(tx: Transaction) -> None:
    stored = practices.get(tx)
    assert (stored.id, stored.settings, stored.version) == (tx.practice_id, SETTINGS, 1)
    full = msgspec.structs.replace(
        SETTINGS, phone="030 1", out_of_hours="030 2", emergency_number="112", contact_lines=("Elm St 1", "Town")
    )
    assert practices.update(tx, full, 1, NOW).settings == full
    taking = msgspec.structs.replace(full, client_check_ins=True)
    assert practices.update(tx, taking, 2, NOW).settings.client_check_ins


def test_an_update_names_the_version_it_was_made_on(tx: Transaction) -> None:
    assert practices.update(tx, SETTINGS, 1, NOW).version == 2
    with pytest.raises(Changed):
        practices.update(tx, SETTINGS, 1, NOW)


def test_acts_that_name_nobody_belong_to_the_one_who_is_responsible(tx: Transaction) -> None:
    bo = msgspec.structs.replace(BO, id=new_id())
    practices.add_practitioner(tx, bo)
    first, second = practices.people(tx)
    assert (second, practices.staff(tx, None).responsible) == (bo, first.id)
    practices.update_practitioner(tx, msgspec.structs.replace(bo, responsible=True))
    # With two of them nobody would answer: whoever becomes it takes it over.
    assert [person.responsible for person in practices.people(tx)] == [False, True]
    assert practices.staff(tx, None).responsible == bo.id
    practices.update_practitioner(tx, msgspec.structs.replace(first, responsible=False, name="Dr. A. Moss"))
    assert practices.staff(tx, None).responsible == bo.id
    assert practices.staff(tx, None).practitioners[0].name == "Dr. A. Moss"


def test_an_assistant_is_one_to_everybody_who_asks(tx: Transaction) -> None:
    ben = msgspec.structs.replace(BO, id=new_id(), capacity=Capacity.ASSISTANT)
    practices.add_practitioner(tx, ben)
    assert [each.capacity for each in practices.people(tx)] == [Capacity.PRACTITIONER, Capacity.ASSISTANT]
    assert practices.staff(tx, None).practitioners[1].capacity is Capacity.ASSISTANT
    practices.update_practitioner(tx, msgspec.structs.replace(ben, capacity=Capacity.PRACTITIONER))
    assert practices.people(tx)[1].capacity is Capacity.PRACTITIONER


def test_a_person_is_found_by_what_the_provider_calls_this_person(tx: Transaction) -> None:
    bo, cleo = (msgspec.structs.replace(BO, id=new_id(), subject=subject) for subject in ("bo", "Bo"))
    for person in (bo, cleo):
        practices.add_practitioner(tx, person)
    assert (practices.who_signs_in(tx, "bo"), practices.who_signs_in(tx, "Bo")) == (bo, cleo)
    assert practices.who_signs_in(tx, "BO") is None
    assert practices.staff(tx, bo.id).signed_in == bo.id
    assert practices.still_signs_in(tx, "bo", bo.id)
    practices.update_practitioner(tx, msgspec.structs.replace(bo, subject=None))
    assert not practices.still_signs_in(tx, "bo", bo.id)
    # Given to somebody else, it is not the first one's any more.
    practices.update_practitioner(tx, msgspec.structs.replace(cleo, subject="bo"))
    assert not practices.still_signs_in(tx, "bo", bo.id)
    assert practices.still_signs_in(tx, "bo", cleo.id)


def test_the_provider_means_one_person_of_a_practice(tx: Transaction) -> None:
    practices.add_practitioner(tx, msgspec.structs.replace(BO, id=new_id(), subject="bo"))
    cleo = msgspec.structs.replace(BO, id=new_id())
    practices.add_practitioner(tx, cleo)
    for write in (practices.add_practitioner, practices.update_practitioner):
        with pytest.raises(DuplicateSubject) as refused:
            write(tx, msgspec.structs.replace(cleo, subject="bo"))
        assert refused.value.pointer == "/subject"
    other = beside(tx, new_id())
    assert practices.who_signs_in(other, "bo") is None


def test_the_database_knows_no_assistant_who_is_responsible(tx: Transaction) -> None:
    both = msgspec.structs.replace(BO, id=new_id(), capacity=Capacity.ASSISTANT, responsible=True)
    with pytest.raises(IntegrityError):
        practices.add_practitioner(tx, both)


def test_nobody_is_not_found(tx: Transaction) -> None:
    with pytest.raises(NotFound, match="practitioner"):
        practices.update_practitioner(tx, msgspec.structs.replace(BO, id=new_id()))
    with pytest.raises(NotFound, match="practice"):
        practices.get(beside(tx, new_id()))


def key(tx: Transaction) -> StoredKey:
    stored = StoredKey(
        key_id=new_id().hex[-16:],
        practice_id=tx.practice_id,
        name="Front desk",
        digest=b"d" * 32,
        scopes=("all",),
        created_at=NOW,
    )
    assert api_keys.add(tx, stored)
    return stored


def test_a_key_is_found_by_its_id_alone_and_tells_the_practice(tx: Transaction) -> None:
    stored = key(tx)
    nobody = beside(tx, NO_PRACTICE)
    assert api_keys.find(nobody, stored.key_id) == stored
    assert api_keys.find(nobody, "unknown") is None
    assert not api_keys.add(tx, stored)
    assert api_keys.keys(tx) == (stored,)


def test_a_key_belongs_to_whoever_adds_it(tx: Transaction) -> None:
    foreign = msgspec.structs.replace(key(tx), key_id="0123", practice_id=new_id())
    api_keys.add(tx, foreign)
    assert {each.practice_id for each in api_keys.keys(tx)} == {tx.practice_id}


def test_revoked_and_expired_keys_are_not_usable(tx: Transaction) -> None:
    stored = key(tx)
    assert usable(stored, NOW)
    assert not usable(msgspec.structs.replace(stored, expires_at=NOW), NOW)
    for _ in range(2):
        api_keys.revoke(tx, stored.key_id, NOW)
    assert not usable(api_keys.keys(tx)[0], NOW)
    assert not api_keys.replace_digest(tx, stored.key_id, b"e" * 32)
    with pytest.raises(NotFound):
        api_keys.revoke(tx, "unknown", NOW)
