"""What a client bought: sizes as a label has them, in mg, g or kg."""

import pytest

from protocols import wire
from protocols.dosing.body import Implausible
from protocols.dosing.product import Product
from protocols.dosing.quantity import Quantity, Unit, grams, in_grams, of
from protocols.refusal import Malformed, Refusal

MG, KG = Unit.MILLIGRAM, Unit.KILOGRAM

# field, as written, whether a label could say so
SIZES = [
    ("scoop", of("0.499", Unit.GRAM), False),
    ("scoop", of("0.5", Unit.GRAM), True),
    ("scoop", of("500", MG), True),
    ("scoop", of("5", MG), False),
    ("scoop", of("5000", MG), True),
    ("scoop", of("0.005", KG), True),
    ("scoop", of("50", Unit.GRAM), True),
    ("scoop", of("50.001", Unit.GRAM), False),
    ("scoop", of("5", KG), False),
    ("packet", of("0.499", Unit.GRAM), False),
    ("packet", of("0.5", Unit.GRAM), True),
    ("packet", of("5000", MG), True),
    ("packet", of("50", Unit.GRAM), True),
    ("packet", of("51", Unit.GRAM), False),
    ("packet", of("150", Unit.GRAM), False),
    ("pack", of("9.999", Unit.GRAM), False),
    ("pack", of("10", Unit.GRAM), True),
    ("pack", of("500", Unit.GRAM), True),
    ("pack", of("1", KG), True),
    ("pack", of("10", KG), True),
    ("pack", of("10.001", KG), False),
    ("pack", of("500", KG), False),
    ("pack", of("500", MG), False),
    ("scoop", of("3.333", Unit.GRAM), True),
    ("scoop", of("3.3333", Unit.GRAM), False),
    ("scoop", of("3333.5", MG), False),
    ("pack", of("0.5000001", KG), False),
]


@pytest.mark.parametrize(("field", "written", "plausible"), SIZES)
def test_h4_a_size_that_no_label_has_is_another_unit(field: str, written: Quantity, plausible: bool) -> None:
    sizes = {field: written}
    if plausible:
        assert getattr(Product(**sizes), field) == written  # type: ignore[arg-type]
        return
    with pytest.raises(Implausible) as refused:
        Product(**sizes)  # type: ignore[arg-type]
    assert refused.value.pointer == f"/{field}/value"


@pytest.mark.parametrize("field", ["scoop", "packet", "pack"])
@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [(of("5", Unit.CENTIMETRE), "unit"), (of("5", Unit.GRAM_PER_DAY), "unit"), (grams("0"), "value")],
)
def test_a_size_is_a_mass_above_zero(field: str, wrong: Quantity, pointer: str) -> None:
    with pytest.raises(Malformed) as refused:
        Product(**{field: wrong})  # type: ignore[arg-type]
    assert refused.value.pointer == f"/{field}/{pointer}"


# sizes that are each plausible, but not together
TOGETHER: list[tuple[dict[str, Quantity], type[Refusal], str]] = [
    ({"scoop": grams("5"), "packet": grams("5")}, Malformed, "/packet"),
    ({"packet": grams("15"), "pack": grams("14.999")}, Implausible, "/pack/value"),
    ({"scoop": grams("30"), "pack": grams("10")}, Implausible, "/pack/value"),
]


@pytest.mark.parametrize(("sizes", "refusal", "pointer"), TOGETHER)
def test_sizes_that_do_not_go_together(sizes: dict[str, Quantity], refusal: type[Refusal], pointer: str) -> None:
    with pytest.raises(refusal) as refused:
        Product(**sizes)  # type: ignore[arg-type]
    assert refused.value.pointer == pointer


def test_a_pack_may_hold_one_packet_or_many() -> None:
    assert Product(packet=grams("15"), pack=grams("15")).pack == grams("15")
    assert Product(scoop=of("5000", MG), pack=of("0.5", KG)).pack == of("0.5", KG)


def test_h4_what_was_written_is_kept_and_read_as_grams() -> None:
    product = Product(name="Pure", packet=of("5000", MG), pack=of("0.15", KG))
    again = wire.decode(wire.encode(product), Product)
    assert again == product
    assert again.packet is not None
    assert in_grams(again.packet) == 5


def test_a_product_as_it_was_stored_before_there_were_packets() -> None:
    stored = b'{"name": null, "scoop": {"value": "5", "unit": "g"}}'
    assert wire.decode(stored, Product) == Product(scoop=grams("5"))
